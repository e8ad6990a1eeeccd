import { createHash } from 'node:crypto';
import type { Application } from '@omamori/contract/application-catalogue';
import { type DesiredState, policySchema } from '@omamori/contract/desired-state';
import type { QueueMode } from '../../data-plane/bridge-nfqueue/queue-rule.ts';
import { type FeedList, feedAddressLists } from '../../data-plane/feed-list.ts';
import type { CountryRanges, SetContents } from '../../data-plane/kernel-door.ts';
import { type BridgePorts, generateRuleset } from '../../data-plane/ruleset/generate-ruleset.ts';
import type { BundleSetPlan, RulesetPlan } from '../../data-plane/ruleset/ruleset-plan.ts';
import type { BlockableCategory } from '../../data-plane/suricata/category-rules.ts';
import type { EngineConfigInput } from '../../data-plane/suricata/render-config.ts';
import { type SelectedRules, selectRules } from '../../data-plane/suricata/select-rules.ts';
import { type EngineVersion, nameVersion } from '../../data-plane/suricata/stage-version.ts';

export type Policy = Omit<DesiredState, 'v' | 'appliance' | 'version' | 'issuedAt' | 'expiresAt'>;

/** All that the box shall be, computed from the desired state and the bundle. */
export interface Target {
  readonly ruleset: RulesetPlan;
  /** SHA-256 over the ruleset: equal keys mean equal rules and small sets. */
  readonly rulesetKey: string;
  /** Sets of the bundle with equal content keys hold equal ranges: its version. */
  readonly contentKey: string;
  readonly contents: SetContents;
  readonly queueMode: QueueMode;
  readonly rules: SelectedRules;
  readonly engine: EngineConfigInput;
  readonly version: EngineVersion;
  readonly antivirus: Policy['antivirus'];
}

/** What the box uses of a bundle. */
export interface TargetBundle {
  readonly version: string;
  readonly rules: Uint8Array;
  /** YYYY-MM-DD of the rules. */
  readonly date?: string;
  readonly lists?: readonly FeedList[];
  readonly categories?: readonly BlockableCategory[];
  readonly applications?: readonly Application[];
  readonly protectedNames?: readonly string[];
  /** Of its country table; none without. */
  readonly ranges?: CountryRanges;
}

export interface TargetContext {
  readonly ports: BridgePorts;
  readonly engine: EngineConfigInput;
  readonly bundle: TargetBundle;
  /** Where a device is now, by its MAC; nothing for one that was never seen. */
  readonly addressesOf?: (mac: string) => readonly string[];
}

/** Pure but for the question where devices are. The policy's timed parts are taken as they are: see policyAt. */
export function makeTarget(policy: Policy, context: TargetContext): Target {
  const { bundle } = context;
  const lists = bundle.lists ?? [];
  const ruleset = generateRuleset(policy, context.ports, feedAddressLists(lists, policy), context.engine.homeNetworks);
  const addressesOf = context.addressesOf ?? (() => []);
  const rules = selectRules(bundle.rules, lists, {
    ...{ ...policy, addressesOf, categories: bundle.categories ?? [] },
    refusable: { catalogue: bundle.applications ?? [], protectedNames: bundle.protectedNames ?? [] },
  });
  const engine: EngineConfigInput = { ...context.engine, queueFull: policy.failModes.queueFull };
  return {
    ruleset,
    rulesetKey: createHash('sha256').update(JSON.stringify(ruleset, withoutBigInt)).digest('hex'),
    contentKey: bundle.version,
    contents: (set) => contentsOf(bundle, set),
    queueMode: policy.failModes.engineDead,
    rules,
    engine,
    version: nameVersion(engine, rules),
    antivirus: policy.antivirus,
  };
}

function contentsOf({ lists = [], ranges }: TargetBundle, { family, from }: BundleSetPlan): Iterable<string> {
  if ('country' in from) return ranges?.(from.country, family) ?? [];
  const list = lists.find(({ id, kind }) => kind === 'addresses' && id === from.list);
  return (list?.read() ?? []).filter((entry) => entry.includes(':') === (family === 6));
}

/** Before any document was applied: nothing blocked by list, the engine at work, the center protected. */
export function basePolicy(centerAddresses: readonly string[]): Policy {
  const nothing = {
    geo: { blockInbound: [], blockOutbound: [] },
    ports: [],
    ips: { mode: 'block', disabledRules: [] },
  };
  return { ...policySchema.parse(nothing), protectedDestinations: [...centerAddresses] };
}

function withoutBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString(16) : value;
}
