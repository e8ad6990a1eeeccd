import { desiredStateSchema, type Policy, policySchema } from '@omamori/contract/desired-state';
import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leaveOutDefaults } from '../sign/leave-out-defaults.ts';
import { readPrefix } from './check-policy.ts';
import { comparePolicies } from './compare-policies.ts';
import { composeDesiredState } from './compose-desired-state.ts';
import { normalisePolicy } from './normalise-policy.ts';

const countries = fc.uniqueArray(fc.constantFrom('LV', 'RU', 'CN', 'KP', 'BR', 'NG'), { maxLength: 6 });
const allow = fc.uniqueArray(fc.constantFrom('198.51.100.7', '203.0.113.0/24', '2001:db8::/32'), { maxLength: 3 });
const macs = ['02:00:00:00:00:20', '02:00:00:00:00:21'];
const until = '2026-12-01T00:00:00.000Z';
const policies: fc.Arbitrary<Policy> = fc.record({
  geo: fc.record({ blockInbound: countries, blockOutbound: countries, except: allow }),
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
    preset: fc.constantFrom('connectivity' as const, 'balanced' as const, 'security' as const),
    disabledRules: fc.uniqueArray(fc.integer({ min: 1, max: 20 }), { maxLength: 5 }),
  }),
  addressLists: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('bad', 'worse'),
      direction: fc.constantFrom('inbound' as const, 'outbound' as const, 'both' as const),
      entries: fc.uniqueArray(fc.constantFrom('198.51.100.7', '2001:db8::/32'), { minLength: 1, maxLength: 2 }),
    }),
    { selector: ({ name }) => name },
  ),
  domainLists: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('sites', 'mail'),
      entries: fc.uniqueArray(fc.constantFrom('evil.example', 'bad.example'), { minLength: 1, maxLength: 2 }),
    }),
    { selector: ({ name }) => name },
  ),
  disabledLists: fc.uniqueArray(fc.constantFrom('feed-a', 'feed-b'), { maxLength: 2 }),
  isolation: fc.uniqueArray(
    fc.record({ mac: fc.constantFrom(...macs), until: fc.constantFrom(null, until), reason: fc.constant('r') }),
    { selector: ({ mac }) => mac },
  ),
  exceptions: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('e-1', 'e-2'),
      target: fc.constantFrom({ kind: 'rule' as const, sid: 5 }, { kind: 'domain' as const, domain: 'ok.example' }),
      device: fc.constantFrom(null, ...macs),
      until: fc.constant(until),
      reason: fc.constant('r'),
    }),
    { selector: ({ id }) => id },
  ),
  mail: fc.record({
    locked: fc.constantFrom('off', 'detect', 'block'),
    macros: fc.constantFrom('off', 'detect', 'block'),
    programs: fc.constantFrom('off', 'detect', 'block'),
    lookAlike: fc.constantFrom('off', 'detect', 'block'),
    deception: fc.constantFrom('off', 'detect', 'block'),
  }),
  webGuard: fc.record({
    quic: fc.constantFrom('inspect', 'block'),
    encryptedDns: fc.constantFrom('allow', 'report', 'block'),
    ech: fc.constantFrom('allow', 'report', 'block'),
  }),
  trustedFlows: fc.constantFrom('pass' as const, 'inspect' as const),
  applications: fc.record({
    categories: fc.uniqueArray(
      fc.record({
        category: fc.constantFrom('game' as const, 'video' as const),
        mode: fc.constantFrom('show' as const, 'tell' as const, 'block' as const),
        spared: fc.uniqueArray(fc.constantFrom(...macs), { maxLength: 2 }),
      }),
      { selector: ({ category }) => category },
    ),
    applications: fc.uniqueArray(
      fc.record({
        application: fc.constantFrom('AnyDesk', 'Dropbox'),
        mode: fc.constantFrom('show' as const, 'block' as const),
        spared: fc.uniqueArray(fc.constantFrom(...macs), { maxLength: 2 }),
      }),
      { selector: ({ application }) => application },
    ),
  }),
  offDuty: fc.record({
    categories: fc.uniqueArray(
      fc.record({
        category: fc.constantFrom('games', 'video'),
        mode: fc.constantFrom('off' as const, 'count' as const, 'block' as const),
      }),
      { selector: ({ category }) => category },
    ),
    sites: fc.uniqueArray(fc.constantFrom('work.example', 'edu.example'), { maxLength: 2 }),
    devices: fc.uniqueArray(fc.constantFrom(...macs), { maxLength: 2 }),
    persons: fc.uniqueArray(
      fc.record({
        mac: fc.constantFrom(...macs),
        until: fc.constantFrom(...[until]),
        askedBy: fc.constant('社長'),
        reason: fc.constant('r'),
      }),
      { selector: ({ mac }) => mac },
    ),
    calendar: fc.constantFrom(DEFAULT_WORK_CALENDAR, { ...DEFAULT_WORK_CALENDAR, closed: ['2026-12-29'] }),
  }),
  antivirus: fc.record({
    mode: fc.constantFrom('off' as const, 'detect' as const, 'block' as const),
    late: fc.constantFrom('open' as const, 'closed' as const),
  }),
  floods: fc.record({
    mode: fc.constantFrom('off' as const, 'detect' as const, 'block' as const),
    profile: fc.constantFrom('relaxed' as const, 'normal' as const, 'strict' as const),
    blockMinutes: fc.integer({ min: 1, max: 1440 }),
    busyDevices: fc.uniqueArray(fc.constantFrom(...macs)),
  }),
  failModes: fc.record({
    engineDead: fc.constantFrom('open' as const, 'closed' as const),
    queueFull: fc.constantFrom('open' as const, 'closed' as const),
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

  test('what is signed leaves out only what a box assumes anyway', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const state = composeDesiredState({ ...input, policy });
        if (!state.ok) throw new Error(state.error.code);
        expect(desiredStateSchema.parse(leaveOutDefaults(state.value))).toEqual(state.value);
      }),
    );
    const policy = policySchema.parse({
      geo: { blockInbound: [], blockOutbound: [] },
      ports: [],
      ips: { mode: 'block', disabledRules: [] },
    });
    const state = composeDesiredState({ ...input, policy });
    const known = 'appliance expiresAt geo ips issuedAt ports protectedDestinations v version'.split(' ');
    expect(state.ok && Object.keys(leaveOutDefaults(state.value)).sort()).toEqual(known);
  });

  test('the order in which a policy is written does not matter', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        const turned: Policy = {
          geo: {
            blockInbound: policy.geo.blockInbound.toReversed(),
            blockOutbound: policy.geo.blockOutbound.toReversed(),
            except: policy.geo.except.toReversed(),
          },
          addressLists: policy.addressLists
            .map((list) => ({ ...list, entries: list.entries.toReversed() }))
            .toReversed(),
          domainLists: policy.domainLists.map((list) => ({ ...list, entries: list.entries.toReversed() })).toReversed(),
          disabledLists: policy.disabledLists.toReversed(),
          offDuty: {
            ...policy.offDuty,
            categories: policy.offDuty.categories.toReversed(),
            sites: policy.offDuty.sites.toReversed(),
            devices: policy.offDuty.devices.toReversed(),
            persons: policy.offDuty.persons.toReversed(),
          },
          applications: {
            categories: policy.applications.categories.toReversed(),
            applications: policy.applications.applications.map((one) => ({ ...one, spared: one.spared.toReversed() })),
          },
          isolation: policy.isolation.toReversed(),
          exceptions: policy.exceptions.toReversed(),
          failModes: policy.failModes,
          webGuard: policy.webGuard,
          trustedFlows: policy.trustedFlows,
          antivirus: policy.antivirus,
          mail: policy.mail,
          floods: { ...policy.floods, busyDevices: policy.floods.busyDevices.toReversed() },
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
    const policy = policySchema.parse({
      geo: { blockInbound: [], blockOutbound: [] },
      ports: [],
      ips: { mode: 'block', disabledRules: [] },
    });
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
