import type { Policy } from '@omamori/contract/desired-state';

/** One form for one meaning: sorted, nothing twice. Two policies mean the same when their normal forms are deep-equal. */
export function normalisePolicy(policy: Policy): Policy {
  return {
    geo: { blockInbound: sorted(policy.geo.blockInbound), blockOutbound: sorted(policy.geo.blockOutbound) },
    ports: policy.ports
      .map(({ protocol, port, allow }) => ({ protocol, port, allow: sorted(allow) }))
      .sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1)),
    ips: {
      mode: policy.ips.mode,
      disabledRules: [...new Set(policy.ips.disabledRules)].sort((a, b) => a - b),
    },
  };
}

function sorted(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
