// Address and domain lists, before a box would refuse them: every entry can be read, no list stands twice, and none
// holds an address that must always be reached (design.md §3, §5).
import type { Policy } from '@omamori/contract/desired-state';
import type { PolicyProblem } from '../../wording/problem-facts.ts';
import { readPrefix } from './check-policy.ts';
import { normaliseDomain } from './normalise-policy.ts';
import { type AddressRange, overlap, rangeOf } from './prefix-overlap.ts';

type Lists = Pick<Policy, 'addressLists' | 'domainLists'>;

/** LDH labels, at least two, no all-digit top (RFC 1123, RFC 5890), `_` because real names have it (RFC 8552). */
const DOMAIN =
  /^(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** The box takes no deeper name. */
const MOST_LABELS = 10;

export function isDomain(text: string): boolean {
  const name = normaliseDomain(text);
  return DOMAIN.test(name) && name.split('.').length <= MOST_LABELS;
}

/** Every list that a box may not get, each with its first bad entry. Pure. */
export function refuseLists(policy: Lists, protectedDestinations: readonly string[]): PolicyProblem[] {
  const kept = protectedDestinations.flatMap((destination) => {
    const range = rangeOf(destination);
    return range === undefined ? [] : [{ destination, range }];
  });
  return [
    ...doubled(policy.addressLists),
    ...doubled(policy.domainLists),
    ...policy.addressLists.flatMap(({ name, entries }) => refuseAddresses(name, entries, kept)),
    ...policy.domainLists.flatMap(({ name, entries }): PolicyProblem[] => {
      const entry = entries.find((text) => !isDomain(text));
      return entry === undefined ? [] : [{ code: 'CTR_LIST_DOMAIN_INVALID', list: name, entry }];
    }),
  ];
}

function refuseAddresses(
  list: string,
  entries: readonly string[],
  kept: readonly { destination: string; range: AddressRange }[],
): PolicyProblem[] {
  for (const entry of entries) {
    const range = rangeOf(entry);
    if (range === undefined) return [{ code: 'CTR_LIST_ADDRESS_INVALID', list, entry }];
    const hit = kept.find((one) => overlap(one.range, range));
    if (hit !== undefined) return [{ code: 'CTR_LIST_PROTECTED', list, entry, destination: hit.destination }];
    if (isShorter(entry, SHORTEST_LISTED)) return [{ code: 'CTR_LIST_TOO_WIDE', list, entry }];
    if (NEVER_LISTED.some((one) => overlap(one, range))) return [{ code: 'CTR_LIST_CUTS_LAN', list, entry }];
  }
  return [];
}

function doubled(lists: readonly { readonly name: string }[]): PolicyProblem[] {
  const names = lists.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((list) => ({ code: 'CTR_LIST_TWICE', list }));
}

/** A shorter prefix in a list is a slip; the box refuses it too. */
export const SHORTEST_LISTED = { 4: 8, 6: 16 } as const;
/** A shorter one is worth a word. */
const WIDE_ENTRY = { 4: 12, 6: 24 } as const;
/** Where offices, links and multicast live; the box refuses them too. */
const NEVER_LISTED = [
  ...['0.0.0.0/8', '10.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16', '224.0.0.0/3'],
  ...['::/127', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
].flatMap((text) => rangeOf(text) ?? []);
/** Second levels under which anybody registers. */
const SHARED = /^(?:co|or|ne|ac|ad|ed|go|gr|lg|com|net|org|gov|edu)\.[a-z]{2}$/;

export function warnOfLists(policy: Lists): PolicyProblem[] {
  const found: PolicyProblem[] = [];
  for (const { name: list, entries } of policy.addressLists) {
    const wide = entries.find((entry) => isShorter(entry, WIDE_ENTRY));
    if (wide !== undefined) found.push({ code: 'CTR_WARN_WIDE_ENTRY', list, entry: wide });
  }
  for (const { name: list, entries } of policy.domainLists) {
    const entry = entries.find((text) => SHARED.test(normaliseDomain(text)));
    if (entry !== undefined) found.push({ code: 'CTR_WARN_WIDE_DOMAIN', list, entry });
  }
  return found;
}

/** Whether a prefix has fewer bits than its family's limit. */
export function isShorter(text: string, limit: Readonly<Record<4 | 6, number>>): boolean {
  const prefix = readPrefix(text);
  return prefix !== undefined && prefix.length < limit[prefix.family];
}
