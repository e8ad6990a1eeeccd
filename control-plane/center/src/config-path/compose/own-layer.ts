import { DEFAULT_SCALARS, type PolicyLayer, policyLayerSchema } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { composePolicy } from './compose-policy.ts';

export const EMPTY_LAYER: PolicyLayer = policyLayerSchema.parse({});

/** What stands above an appliance, as a policy of its own. */
export function inheritedOf(template: PolicyLayer, company: PolicyLayer, now: number): Policy {
  return composePolicy(template, company, EMPTY_LAYER, now);
}

/** The policy people edit for one appliance → its layer. A scalar that equals the inherited one is not said again. */
export function toLayer(policy: Policy, inherited: Policy): PolicyLayer {
  const own = <T>(said: T, above: T): T | null => (said === above ? null : said);
  return {
    ...policy,
    ips: {
      mode: own(policy.ips.mode, inherited.ips.mode),
      preset: own(policy.ips.preset, inherited.ips.preset),
      disabledRules: policy.ips.disabledRules,
    },
    failModes: {
      engineDead: own(policy.failModes.engineDead, inherited.failModes.engineDead),
      queueFull: own(policy.failModes.queueFull, inherited.failModes.queueFull),
    },
  };
}

/** The other way: an appliance's layer as the policy people edit; what it does not say stands as it is inherited. */
export function ownPolicy(layer: PolicyLayer, inherited: Policy, now: number): Policy {
  const { failModes, ips } = inherited;
  return composePolicy(
    EMPTY_LAYER,
    { ...EMPTY_LAYER, failModes, ips: { mode: ips.mode, preset: ips.preset, disabledRules: [] } },
    layer,
    now,
  );
}

/** A layer as a policy, as it was written: for checks that must see what stands twice. */
export function completed(layer: PolicyLayer): Policy {
  return {
    ...layer,
    ips: {
      ...layer.ips,
      mode: layer.ips.mode ?? DEFAULT_SCALARS.mode,
      preset: layer.ips.preset ?? DEFAULT_SCALARS.preset,
    },
    failModes: {
      engineDead: layer.failModes.engineDead ?? DEFAULT_SCALARS.engineDead,
      queueFull: layer.failModes.queueFull ?? DEFAULT_SCALARS.queueFull,
    },
  };
}
