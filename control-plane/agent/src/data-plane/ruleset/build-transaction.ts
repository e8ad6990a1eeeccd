import { type Command, type NftDocument, type NftSet, prefix } from 'node-nftables';
import type { AddressPrefix } from '../../platform/address-prefix.ts';
import { BRIDGE_TABLE } from './ruleset-names.ts';
import type { RulesetPlan, SetPlan, TablePlan } from './ruleset-plan.ts';

/** Chains and sets of one of our tables that are in the kernel now. */
export interface PresentObjects {
  readonly chains: readonly string[];
  readonly sets: readonly string[];
}
/** By table, `family name`. */
export type PresentTables = Readonly<Record<string, PresentObjects>>;

export function tableKey(table: { readonly family: string; readonly table: string }): string {
  return `${table.family} ${table.table}`;
}

/**
 * One atomic document that makes the rules what the plan says: between two packets the old ruleset or the new one
 * stands. Counters, the ledger and the bundle's sets keep their contents; what the plan no longer names is deleted.
 */
export function buildTransaction(plan: RulesetPlan, present: PresentTables, nowMs: number): NftDocument {
  return { nftables: plan.tables.flatMap((table) => tableCommands(table, plan, present[tableKey(table.ref)], nowMs)) };
}

/** The bundle's sets only, empty where new: filled by replaceSet before a rule refers to them. */
export function buildBundleSets(plan: RulesetPlan): NftDocument {
  const { family, table } = BRIDGE_TABLE;
  const sets: Command[] = plan.bundleSets.map(({ name, type }) => ({
    add: { set: { family, table, name, type, flags: ['interval'] } },
  }));
  return { nftables: [{ add: { table: { family, name: table } } }, ...sets] };
}

function tableCommands(
  table: TablePlan,
  plan: RulesetPlan,
  present: PresentObjects | undefined,
  nowMs: number,
): Command[] {
  const { family, table: name } = table.ref;
  const at = { family, table: name };
  const bundleSets = table.ref === BRIDGE_TABLE ? plan.bundleSets.map((set) => set.name) : [];
  const wantedSets = new Set([...table.sets.map((set) => set.name), ...bundleSets]);
  const wantedChains = new Set(table.chains.map((chain) => chain.name));
  const staleChains = (present?.chains ?? []).filter((chain) => !wantedChains.has(chain));
  const staleSets = (present?.sets ?? []).filter((set) => !wantedSets.has(set));
  // The kernel refuses to add a dynamic set again (EEXIST), although nothing about it differs.
  const newSets = table.sets.filter((set) => !(present?.sets ?? []).includes(set.name));
  const flush = (chain: string): Command => ({ flush: { chain: { ...at, name: chain } } });
  return [
    { add: { table: { family, name } } },
    ...table.counters.map((counter): Command => ({ add: { counter: { ...at, name: counter } } })),
    ...newSets.map((set): Command => ({ add: { set: setObject(set, at) } })),
    ...table.chains.map((chain): Command => ({ add: { chain: { ...at, name: chain.name, ...chain.base } } })),
    ...[...wantedChains, ...staleChains].map(flush),
    ...staleChains.map((chain): Command => ({ delete: { chain: { ...at, name: chain } } })),
    ...staleSets.map((set): Command => ({ delete: { set: { ...at, name: set } } })),
    ...table.sets.flatMap((set) => contentCommands(set, at, nowMs)),
    ...table.chains.flatMap((chain) =>
      chain.rules.map((expr): Command => ({ add: { rule: { ...at, chain: chain.name, expr } } })),
    ),
  ];
}

type At = { readonly family: NftSet['family']; readonly table: string };

function setObject(set: SetPlan, at: At): NftSet {
  const { contents: _contents, until: _until, ...declaration } = set;
  return { ...at, ...declaration };
}

function contentCommands(set: SetPlan, at: At, nowMs: number): Command[] {
  if (set.contents === 'kernel') return [];
  const flush: Command = { flush: { set: { ...at, name: set.name } } };
  if (set.contents.length === 0) return [flush];
  const timeout = set.until === undefined ? null : secondsUntil(set.until, nowMs);
  const elem = set.contents.map((entry) => {
    const val = typeof entry === 'string' ? entry : elementOf(entry);
    return timeout === null ? val : { elem: { val, timeout } };
  });
  return [flush, { add: { element: { ...at, name: set.name, elem } } }];
}

/** At least one: the planner leaves out what has ended, a moment may have gone by since. The most is ten years. */
function secondsUntil(until: string, nowMs: number): number {
  return Math.min(315_360_000, Math.max(1, Math.ceil((Date.parse(until) - nowMs) / 1000)));
}

function elementOf(entry: AddressPrefix) {
  const whole = entry.length === (entry.family === 4 ? 32 : 128);
  return whole ? entry.address : prefix(entry.address, entry.length);
}
