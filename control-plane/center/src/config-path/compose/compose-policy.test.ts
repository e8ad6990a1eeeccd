import { type PolicyLayer, policyLayerSchema } from '@omamori/contract/console-api';
import { policySchema } from '@omamori/contract/desired-state';
import { DEFAULT_WORK_CALENDAR } from '@omamori/contract/off-duty';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { composePolicy } from './compose-policy.ts';
import { nextEnd } from './end-times.ts';
import { normalisePolicy } from './normalise-policy.ts';
import { EMPTY_LAYER, inheritedOf, ownPolicy, toLayer } from './own-layer.ts';

const NOW = Date.parse('2026-11-23T05:00:00.000Z');
const times = ['2026-11-22T00:00:00.000Z', '2026-11-23T05:00:00.000Z', '2026-11-24T00:00:00.000Z'];
const lists = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { maxLength: 3 });
const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const addresses = ['198.51.100.7', '203.0.113.0/24', '2001:db8::/32', '2001:DB8:1::/48'];
const macs = ['02:00:00:00:00:20', '02:00:00:00:00:21'];
const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values));

const layers: fc.Arbitrary<PolicyLayer> = fc.record({
  geo: fc.record({
    blockInbound: lists(['LV', 'RU', 'CN']),
    blockOutbound: lists(['LV', 'KP']),
    except: lists(addresses),
  }),
  ports: fc.uniqueArray(
    fc.record({
      protocol: fc.constantFrom('tcp' as const, 'udp' as const),
      port: fc.constantFrom(22, 3389),
      allow: lists(addresses),
    }),
    { selector: ({ protocol, port }) => `${protocol}/${port}`, maxLength: 3 },
  ),
  addressLists: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('bad', 'worse'),
      direction: fc.constantFrom('inbound' as const, 'outbound' as const, 'both' as const),
      entries: some(addresses),
    }),
    { selector: ({ name }) => name },
  ),
  domainLists: fc.uniqueArray(
    fc.record({ name: fc.constantFrom('sites', 'mail'), entries: some(['evil.example', 'BAD.example', '例え.jp']) }),
    { selector: ({ name }) => name },
  ),
  disabledLists: lists(['feed-a', 'feed-b']),
  ips: fc.record({
    mode: maybe('block' as const, 'detect' as const, 'off' as const),
    preset: maybe('connectivity' as const, 'balanced' as const, 'security' as const),
    disabledRules: lists([1, 2, 3]),
  }),
  mail: fc.record({
    locked: fc.constantFrom(null, 'off', 'detect', 'block'),
    macros: fc.constantFrom(null, 'off', 'detect', 'block'),
    programs: fc.constantFrom(null, 'off', 'detect', 'block'),
    lookAlike: fc.constantFrom(null, 'off', 'detect', 'block'),
    deception: fc.constantFrom(null, 'off', 'detect', 'block'),
  }),
  webGuard: fc.record({
    quic: fc.constantFrom(null, 'inspect', 'block'),
    encryptedDns: fc.constantFrom(null, 'allow', 'report', 'block'),
    ech: fc.constantFrom(null, 'allow', 'report', 'block'),
  }),
  trustedFlows: maybe('pass' as const, 'inspect' as const),
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
        until: fc.constantFrom(...times),
        askedBy: fc.constant('社長'),
        reason: fc.constant('r'),
      }),
      { selector: ({ mac }) => mac },
    ),
    calendar: maybe({ ...DEFAULT_WORK_CALENDAR, lunch: null }),
  }),
  antivirus: fc.record({
    mode: maybe('off' as const, 'detect' as const, 'block' as const),
    late: maybe('open' as const, 'closed' as const),
  }),
  floods: fc.record({
    mode: maybe('off' as const, 'detect' as const, 'block' as const),
    profile: maybe('relaxed' as const, 'normal' as const, 'strict' as const),
    blockMinutes: maybe(1, 10, 60),
    busyDevices: lists(macs),
  }),
  isolation: fc.uniqueArray(
    fc.record({ mac: fc.constantFrom(...macs), until: maybe(...times), reason: fc.constantFrom('a', 'b') }),
    { selector: ({ mac }) => mac },
  ),
  exceptions: fc.uniqueArray(
    fc.record({
      id: fc.constantFrom('e-1', 'e-2', 'e-3'),
      target: fc.constantFrom({ kind: 'rule' as const, sid: 5 }, { kind: 'country' as const, country: 'LV' }),
      device: maybe(...macs),
      until: fc.constantFrom(...times),
      reason: fc.constantFrom('a', 'b'),
    }),
    { selector: ({ id }) => id },
  ),
  failModes: fc.record({
    engineDead: maybe('open' as const, 'closed' as const),
    queueFull: maybe('open' as const, 'closed' as const),
  }),
});

const check = (property: (template: PolicyLayer, company: PolicyLayer, appliance: PolicyLayer) => void) =>
  fc.assert(fc.property(layers, layers, layers, property));

describe('composing a policy of its layers', () => {
  test('gives a policy of the agreed form, in normal form, the same each time', () => {
    check((template, company, appliance) => {
      const composed = composePolicy(template, company, appliance, NOW);
      expect(policySchema.parse(composed)).toEqual(composed);
      expect(normalisePolicy(composed)).toEqual(composed);
      expect(composePolicy(template, company, appliance, NOW)).toEqual(composed);
    });
  });

  test('loses no entry of any list, and invents none', () => {
    check((...all) => {
      const composed = composePolicy(...all, NOW);
      const union = <T>(read: (layer: PolicyLayer) => readonly T[]) => new Set(all.map(normalisePolicy).flatMap(read));
      expect(new Set(composed.geo.blockInbound)).toEqual(union(({ geo }) => geo.blockInbound));
      expect(new Set(composed.geo.except)).toEqual(union(({ geo }) => geo.except));
      expect(new Set(composed.ips.disabledRules)).toEqual(union(({ ips }) => ips.disabledRules));
      const listed = ({ addressLists, domainLists }: Pick<PolicyLayer, 'addressLists' | 'domainLists'>) =>
        [...addressLists, ...domainLists].flatMap(({ name, entries }) => entries.map((entry) => `${name} ${entry}`));
      expect(new Set(listed(composed))).toEqual(union(listed));
      const allowed = ({ ports }: Pick<PolicyLayer, 'ports'>) =>
        ports.flatMap(({ protocol, port, allow }) => ['', ...allow].map((one) => `${protocol}/${port} ${one}`));
      expect(new Set(allowed(composed))).toEqual(union(allowed));
    });
  });

  test('takes each scalar from the most specific layer that says it', () => {
    check((template, company, appliance) => {
      const { ips, failModes, addressLists } = composePolicy(template, company, appliance, NOW);
      expect(ips.mode).toBe(appliance.ips.mode ?? company.ips.mode ?? template.ips.mode ?? 'block');
      expect(ips.preset).toBe(appliance.ips.preset ?? company.ips.preset ?? template.ips.preset ?? 'balanced');
      expect(failModes.engineDead).toBe(
        appliance.failModes.engineDead ?? company.failModes.engineDead ?? template.failModes.engineDead ?? 'open',
      );
      for (const own of appliance.addressLists) {
        expect(addressLists.find(({ name }) => name === own.name)?.direction).toBe(own.direction);
      }
    });
  });

  test('keeps what lasts and leaves out exactly what has ended', () => {
    check((template, company, appliance) => {
      const composed = composePolicy(template, company, appliance, NOW);
      const ended = (until: string | null) => until !== null && Date.parse(until) <= NOW;
      expect([...composed.exceptions, ...composed.isolation].filter(({ until }) => ended(until))).toEqual([]);
      for (const own of appliance.exceptions.filter(({ until }) => !ended(until))) {
        expect(composed.exceptions).toContainEqual(own);
      }
      const end = nextEnd(composed)?.getTime();
      if (end === undefined) return;
      // What ends may uncover what a layer above says under the same name; it never comes back itself.
      const later = composePolicy(template, company, appliance, end);
      const timed = [...later.exceptions, ...later.isolation];
      expect(timed.filter(({ until }) => until !== null && Date.parse(until) <= end)).toEqual([]);
      expect(nextEnd(later)?.getTime() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(end);
    });
  });

  test('an empty layer changes nothing, and a layer said twice is a layer said once', () => {
    check((template, company, appliance) => {
      const composed = composePolicy(template, company, appliance, NOW);
      expect(
        composePolicy(EMPTY_LAYER, EMPTY_LAYER, toLayer(composed, inheritedOf(EMPTY_LAYER, EMPTY_LAYER, NOW)), NOW),
      ).toEqual(composed);
      expect(composePolicy(appliance, appliance, appliance, NOW)).toEqual(
        composePolicy(EMPTY_LAYER, EMPTY_LAYER, appliance, NOW),
      );
    });
  });

  test('what people edit for an appliance and send back unchanged changes nothing', () => {
    check((template, company, appliance) => {
      const inherited = inheritedOf(template, company, NOW);
      const edited = ownPolicy(appliance, inherited, NOW);
      expect(composePolicy(template, company, toLayer(edited, inherited), NOW)).toEqual(
        composePolicy(template, company, appliance, NOW),
      );
    });
  });

  test('a stored layer of an earlier version has the new parts empty', () => {
    const old = { geo: { blockInbound: ['LV'], blockOutbound: [] }, ports: [], ips: { disabledRules: [7] } };
    expect(policyLayerSchema.parse(old)).toMatchObject({
      geo: { except: [] },
      ips: { mode: null, disabledRules: [7] },
      exceptions: [],
    });
  });
});
