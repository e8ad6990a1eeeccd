// Lists, domains, isolations and exceptions: well formed, told apart by name, and none so wide that the office falls
// silent. The schema has bounded their number and length before.
import type { DesiredState } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { type AddressPrefix, contains, parseAddressPrefix } from '../../platform/address-prefix.ts';
import type { ValidateContext } from './validate-desired.ts';

type ListContext = Pick<ValidateContext, 'homeNetworks' | 'neverIsolated'>;

/** A shorter prefix in a list or an exception is a slip or an attack, not a list of bad addresses. */
const SHORTEST_LISTED = { 4: 8, 6: 16 } as const;
/** Where routers, name servers and the office itself live; multicast and broadcast keep a LAN together. */
const NEVER_LISTED = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];
/** LDH labels, at least two, no all-digit top (RFC 1123, RFC 5890: other scripts come as xn--). */
const DOMAIN =
  /^(?=.{3,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
const MOST_LABELS = 10;
/** Rule numbers the box gives itself: an exception cannot switch off the protection of the center. */
const OWN_SIDS = { first: 1_900_000, last: 1_999_999 } as const;

/**
 * Errors: CFG_NAME_TWICE, CFG_LIST_TOO_WIDE, CFG_LIST_CUTS_LAN, CFG_DOMAIN_INVALID, CFG_DOMAIN_TOO_WIDE,
 * CFG_ISOLATION_UNSAFE, CFG_ROUTER_UNKNOWN, CFG_RULE_PROTECTED. Addresses that are none are CFG_ADDRESS_INVALID, see checkSafety.
 */
export function checkLists(desired: DesiredState, context: ListContext): Result<void> {
  for (const check of [checkNames, checkAddressLists, checkDomains, checkIsolation, checkExceptions]) {
    const checked = check(desired, context);
    if (!checked.ok) return checked;
  }
  return ok(undefined);
}

function checkNames({ addressLists, domainLists, exceptions, isolation }: DesiredState): Result<void> {
  const groups = [
    addressLists.map(({ name }) => name),
    domainLists.map(({ name }) => name),
    exceptions.map(({ id }) => id),
    isolation.map(({ mac }) => mac),
  ];
  for (const names of groups) {
    const seen = new Set<string>();
    for (const name of names) {
      if (seen.has(name)) return err('CFG_NAME_TWICE', `${name} stands twice in one document.`);
      seen.add(name);
    }
  }
  return ok(undefined);
}

function checkAddressLists({ addressLists }: DesiredState, { homeNetworks }: ListContext): Result<void> {
  const kept = [...NEVER_LISTED, ...homeNetworks].map(parseAddressPrefix).filter((prefix) => prefix !== null);
  for (const { name, entries } of addressLists) {
    for (const text of entries) {
      const prefix = parseAddressPrefix(text);
      if (prefix === null) continue;
      if (isTooWide(prefix)) return err('CFG_LIST_TOO_WIDE', `${text} in the list ${name} is too wide.`);
      const touched = kept.find((home) => contains(home, prefix) || contains(prefix, home));
      if (touched !== undefined) {
        return err('CFG_LIST_CUTS_LAN', `${text} in the list ${name} is part of the office or of every LAN.`);
      }
    }
  }
  return ok(undefined);
}

function isTooWide(prefix: AddressPrefix): boolean {
  return prefix.length < SHORTEST_LISTED[prefix.family];
}

function checkDomains({ domainLists, exceptions, offDuty }: DesiredState): Result<void> {
  const excepted = exceptions.flatMap(({ target }) => (target.kind === 'domain' ? [target.domain] : []));
  for (const domain of [...domainLists.flatMap((list) => list.entries), ...excepted, ...offDuty.sites]) {
    if (/^[a-z0-9-]+$/i.test(domain)) {
      return err('CFG_DOMAIN_TOO_WIDE', `${JSON.stringify(domain)} is a whole top-level domain or no domain.`);
    }
    if (!DOMAIN.test(domain) || domain.split('.').length > MOST_LABELS) {
      return err('CFG_DOMAIN_INVALID', `${JSON.stringify(domain).slice(0, 100)} is no domain name.`);
    }
  }
  return ok(undefined);
}

function checkIsolation({ isolation }: DesiredState, { neverIsolated }: ListContext): Result<void> {
  if (isolation.length > 0 && neverIsolated === null) {
    return err('CFG_ROUTER_UNKNOWN', 'The box does not know its router yet: it could be the device to cut off.');
  }
  for (const { mac } of isolation) {
    // The lowest bit of the first octet marks a group: broadcast and multicast belong to no device.
    const isGroup = (Number.parseInt(mac.slice(0, 2), 16) & 1) === 1 || mac === '00:00:00:00:00:00';
    if (isGroup || neverIsolated?.includes(mac) === true) {
      return err('CFG_ISOLATION_UNSAFE', `${mac} is the router, the box or no device: it cannot be cut off.`);
    }
  }
  return ok(undefined);
}

function checkExceptions({ exceptions, ips }: DesiredState): Result<void> {
  for (const { id, target } of exceptions) {
    const prefix = target.kind === 'address' ? parseAddressPrefix(target.address) : null;
    if (prefix !== null && isTooWide(prefix)) {
      return err('CFG_LIST_TOO_WIDE', `The exception ${id} would let half the internet pass.`);
    }
  }
  const sids = exceptions.flatMap(({ target }) => (target.kind === 'rule' ? [target.sid] : []));
  const own = [...sids, ...ips.disabledRules].find((sid) => sid >= OWN_SIDS.first && sid <= OWN_SIDS.last);
  if (own === undefined) return ok(undefined);
  return err('CFG_RULE_PROTECTED', `The rule ${own} is the box's own and cannot be switched off.`);
}
