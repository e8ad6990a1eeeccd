import type { Policy } from '@omamori/contract/desired-state';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPrefix } from './check-policy.ts';
import { comparePolicies } from './compare-policies.ts';
import { composeDesiredState } from './compose-desired-state.ts';
import { normalisePolicy } from './normalise-policy.ts';

const countries = fc.uniqueArray(fc.constantFrom('LV', 'RU', 'CN', 'KP', 'BR', 'NG'), { maxLength: 6 });
const allow = fc.uniqueArray(fc.constantFrom('198.51.100.7', '203.0.113.0/24', '2001:db8::/32'), { maxLength: 3 });
const policies: fc.Arbitrary<Policy> = fc.record({
  geo: fc.record({ blockInbound: countries, blockOutbound: countries }),
  ports: fc.uniqueArray(
    fc.record({
      protocol: fc.constantFrom('tcp' as const, 'udp' as const),
      port: fc.constantFrom(22, 3389, 445),
      allow,
    }),
    { selector: ({ protocol, port }) => `${protocol}/${port}`, maxLength: 5 },
  ),
  ips: fc.record({
    mode: fc.constantFrom('block' as const, 'detect' as const, 'off' as const),
    disabledRules: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 5 }),
  }),
});
const input = { appliance: 'box-1', version: 3, protectedDestinations: ['192.0.2.1'], issuedAt: 1_795_000_000_000 };

describe('compose', () => {
  test('every sound policy becomes a state that keeps the protected destinations', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const state = composeDesiredState({ ...input, policy });
        expect(state.ok && state.value.protectedDestinations).toEqual(['192.0.2.1']);
        expect(state.ok && state.value.version).toBe(3);
      }),
    );
  });

  test('the order in which a policy is written does not matter', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const turned: Policy = {
          geo: {
            blockInbound: policy.geo.blockInbound.toReversed(),
            blockOutbound: policy.geo.blockOutbound.toReversed(),
          },
          ports: policy.ports.map((port) => ({ ...port, allow: port.allow.toReversed() })).toReversed(),
          ips: { ...policy.ips, disabledRules: policy.ips.disabledRules.toReversed() },
        };
        expect(normalisePolicy(turned)).toEqual(normalisePolicy(policy));
        expect(comparePolicies(policy, turned)).toEqual([{ kind: 'none' }]);
      }),
    );
  });

  test('a comparison is empty exactly when nothing changes', () => {
    fc.assert(
      fc.property(policies, policies, (before, after) => {
        const same = JSON.stringify(normalisePolicy(before)) === JSON.stringify(normalisePolicy(after));
        expect(comparePolicies(before, after)[0]?.kind === 'none').toBe(same);
      }),
    );
  });

  test.each(['::/0', '0.0.0.0/0', 'localhost', ''])('%j cannot be a protected destination', (text) => {
    const policy = {
      geo: { blockInbound: [], blockOutbound: [] },
      ports: [],
      ips: { mode: 'block' as const, disabledRules: [] },
    };
    const state = composeDesiredState({ ...input, policy, protectedDestinations: [text] });
    expect(state.ok ? null : state.error.code).toBe('CTR_POLICY_UNPROTECTED');
  });

  test.each(['10.0.0.0/33', '10.0.0.0/08', '1.2.3', 'fe80::1%eth0', '1.2.3.4/', '::/129', 'a/b/c'])(
    '%j is no prefix',
    (text) => {
      expect(readPrefix(text)).toBeUndefined();
    },
  );
});
