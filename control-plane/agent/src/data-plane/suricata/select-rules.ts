// The policy's rules for the engine, in this order: protected destinations, exceptions, the policy's domain
// lists, blocked categories, the bundle's lists, the bundle's rules.
import { createHash } from 'node:crypto';
import type { ApplicationPolicy } from '@omamori/contract/application-policy';
import type { DesiredState, PolicyException, WebGuard } from '@omamori/contract/desired-state';
import type { OffDuty } from '@omamori/contract/off-duty';
import type { FeedList } from '../feed-list.ts';
import {
  applicationRules,
  type RefusableApplications,
  type RefusedApplication,
  refusedApplications,
  refusedPayloadRule,
} from './application-rules.ts';
import { type BlockableCategory, categoryRules } from './category-rules.ts';
import type { RuleFile } from './data-set.ts';
import { addressPassRules, domainListRules, domainPassRules } from './domain-rules.ts';
import { feedRules } from './feed-rules.ts';
import { hiddenNameRules } from './hidden-name-rules.ts';
import { LET_ON } from './refuse-rule.ts';
import { type Preset, passForDevice, presetOf, priorityOf, ruleLines, sidOf, takesPreset } from './rule-line.ts';

export interface SelectedRules {
  readonly text: string;
  /** Data sets that the text names, beside it. */
  readonly files: readonly RuleFile[];
  /** What the engine must count as loaded, else the reload is not proved. */
  readonly count: number;
  /** SHA-256 over the text (which names the files by content): equal keys mean equal rules. */
  readonly key: string;
}

/** `exceptions` are those that have not ended; `addressesOf` tells where a device is now. */
export interface RuleSelection
  extends Pick<DesiredState, 'ips' | 'protectedDestinations' | 'domainLists' | 'disabledLists'> {
  readonly webGuard?: WebGuard;
  readonly ports?: DesiredState['ports'];
  readonly offDuty?: OffDuty;
  readonly applications?: ApplicationPolicy;
  /** Of the bundle. */
  readonly refusable?: RefusableApplications;
  /** Of the bundle. */
  readonly categories?: readonly BlockableCategory[];
  readonly exceptions: readonly PolicyException[];
  readonly addressesOf: (mac: string) => readonly string[];
}

const NOTHING_REFUSABLE: RefusableApplications = { catalogue: [], protectedNames: [] };
const NOTHING_HIDDEN: WebGuard = { quic: 'inspect', encryptedDns: 'allow', ech: 'allow' };
/** Rules that the box makes itself; the bundle's sources stay below. */
const PROTECTED_SID = 1_900_001;
const EXCEPTION_SID = 1_910_000;
const DOMAIN_LIST_SID = 1_920_000;
const BLOCKING = /^(?:drop|reject|rejectsrc|rejectdst|rejectboth)(?=\s)/;
/** Least serious priority that a preset still takes of rules whose bundle names no preset. */
const PRESET_PRIORITY = { connectivity: 1, balanced: 2, security: Number.POSITIVE_INFINITY } as const;

/**
 * `block` leaves actions as they are, `detect` makes every blocking one an `alert`, `off` keeps none. Protected
 * destinations pass: no rule may cut off the center.
 */
export function selectRules(
  bundleRules: Uint8Array,
  feedLists: readonly FeedList[],
  selection: RuleSelection,
): SelectedRules {
  const { ips, domainLists, protectedDestinations } = selection;
  const lines = [passRule(protectedDestinations)];
  const files: RuleFile[] = [];
  if (ips.mode !== 'off') {
    const all = ruleLines(bundleRules);
    lines.push(...exceptionLines(all, selection));
    for (const [index, list] of domainLists.entries()) {
      const action = ips.mode === 'block' ? 'drop' : 'alert';
      const rules = domainListRules(list, action, DOMAIN_LIST_SID + index * 1000);
      lines.push(...rules.lines);
      files.push(...rules.files);
    }
    const hidden = hiddenNameRules(feedLists, selection.webGuard ?? NOTHING_HIDDEN, ips.mode);
    lines.push(...hidden.lines);
    files.push(...hidden.files);
    if (selection.offDuty !== undefined) {
      const { categories = [], offDuty, addressesOf } = selection;
      const ofCategories = categoryRules(categories, offDuty, ips.mode, addressesOf);
      lines.push(...ofCategories.lines);
      files.push(...ofCategories.files);
    }
    const refused = refusedNow(selection);
    const ofApplications = applicationRules([...refused.values()], selection.refusable ?? NOTHING_REFUSABLE);
    lines.push(...ofApplications.lines);
    files.push(...ofApplications.files);
    const ofFeeds = feedRules(feedLists, selection);
    lines.push(...ofFeeds.lines);
    files.push(...ofFeeds.files);
    lines.push(...keptRules(all, selection, refused));
  }
  const text = `${lines.join('\n')}\n`;
  return { text, files, count: lines.length, key: createHash('sha256').update(text).digest('hex') };
}

/** By name; an engine that only detects refuses nothing. */
function refusedNow(selection: RuleSelection): ReadonlyMap<string, RefusedApplication> {
  const { addressesOf, applications, ips, refusable } = selection;
  if (ips.mode !== 'block' || applications === undefined || refusable === undefined) return new Map();
  const refused = refusedApplications(refusable.catalogue, applications, addressesOf);
  return new Map(refused.map((one) => [one.application.name, one]));
}

function keptRules(
  all: readonly string[],
  { ips, exceptions, ports = [] }: RuleSelection,
  refused: ReadonlyMap<string, RefusedApplication>,
): string[] {
  const closed = new Set(ports.map(({ port }) => port));
  const disabled = new Set(ips.disabledRules);
  for (const { target, device } of exceptions) if (target.kind === 'rule' && device === null) disabled.add(target.sid);
  return all
    .filter((line) => !disabled.has(sidOf(line) ?? 0) && isInPreset(line, ips.preset) && !isOfClosed(line, closed))
    .map((line) => (ips.mode === 'detect' ? line.replace(BLOCKING, 'alert') : refusedPayloadRule(line, refused)));
}

/** A rule about a port that the policy closes: whoever gets through there is on the list of those who may. */
function isOfClosed(line: string, closed: ReadonlySet<number>): boolean {
  const port = /\bomamori_port (\d{1,5})\b/.exec(line)?.[1];
  return port !== undefined && closed.has(Number(port));
}

/** What the build of the bundle decided counts; a rule without such a word is judged by its own priority. */
function isInPreset(line: string, preset: Preset): boolean {
  const own = presetOf(line);
  return own === null ? priorityOf(line) <= PRESET_PRIORITY[preset] : takesPreset(preset, own);
}

/** A device whose addresses are not known yet has no rule; it gets one when the inventory has seen it. */
function exceptionLines(all: readonly string[], { exceptions, addressesOf }: RuleSelection): string[] {
  return exceptions.flatMap(({ target, device }, index) => {
    const sid = EXCEPTION_SID + index * 10;
    const addresses = device === null ? null : [...addressesOf(device)].sort();
    if (addresses?.length === 0) return [];
    if (target.kind === 'domain') {
      return domainPassRules(target.domain, addresses === null ? 'any' : `[${addresses.join(',')}]`, sid);
    }
    if (target.kind === 'address') return addressPassRules(target.address, addresses, sid);
    if (target.kind !== 'rule' || addresses === null) return [];
    const line = all.find((candidate) => sidOf(candidate) === target.sid);
    return line === undefined ? [] : passForDevice(line, addresses, sid);
  });
}

function passRule(destinations: readonly string[]): string {
  return `pass ip $HOME_NET any <> [${destinations.join(',')}] any (msg:"Omamori protected destination"; ${LET_ON}sid:${PROTECTED_SID}; rev:1;)`;
}
