import { createHash } from 'node:crypto';
import type { DesiredState } from '@omamori/contract/desired-state';
import { type BridgePorts, generateRuleset } from '../../data-plane/ruleset/generate-ruleset.ts';
import type { RulesetPlan } from '../../data-plane/ruleset/ruleset-plan.ts';
import type { EngineConfigInput } from '../../data-plane/suricata/render-config.ts';
import { type SelectedRules, selectRules } from '../../data-plane/suricata/select-rules.ts';
import { type EngineVersion, nameVersion } from '../../data-plane/suricata/stage-version.ts';

export type Policy = Pick<DesiredState, 'geo' | 'ports' | 'protectedDestinations' | 'ips'>;

/** All that the box shall be, computed from the desired state and the bundle. */
export interface Target {
  readonly ruleset: RulesetPlan;
  /** SHA-256 over the ruleset: equal keys mean equal rules and small sets. */
  readonly rulesetKey: string;
  /** Country sets with equal content keys hold equal ranges. */
  readonly countryKey: string;
  readonly rules: SelectedRules;
  readonly version: EngineVersion;
}

export interface TargetContext {
  readonly ports: BridgePorts;
  readonly engine: EngineConfigInput;
  readonly bundle: { readonly version: string; readonly rules: Uint8Array };
}

/** Pure. */
export function makeTarget(policy: Policy, context: TargetContext): Target {
  const ruleset = generateRuleset(policy, context.ports);
  const rules = selectRules(context.bundle.rules, policy.ips, policy.protectedDestinations);
  return {
    ruleset,
    rulesetKey: createHash('sha256').update(JSON.stringify(ruleset, withoutBigInt)).digest('hex'),
    countryKey: context.bundle.version,
    rules,
    version: nameVersion(context.engine, rules),
  };
}

/** Before any document was applied: nothing blocked by list, the engine at work, the center protected. */
export function basePolicy(centerAddresses: readonly string[]): Policy {
  return {
    geo: { blockInbound: [], blockOutbound: [] },
    ports: [],
    protectedDestinations: [...centerAddresses],
    ips: { mode: 'block', disabledRules: [] },
  };
}

function withoutBigInt(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString(16) : value;
}
