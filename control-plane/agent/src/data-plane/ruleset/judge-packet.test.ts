import { describe, expect, it } from 'vitest';
import { generateRuleset, type RulesetInput } from './generate-ruleset.ts';
import { compileRuleset, type PacketJudge } from './judge-packet.ts';
import type { JudgedPacket } from './packet-view.ts';

const ports = { lan: 'lan', wan: 'wan', bridge: 'br0' };
const until = '2999-01-01T00:00:00.000Z';
const MAC = '02:00:00:00:00:10';

/** Uses everything a policy can say to the kernel. */
const full: RulesetInput = {
  geo: { blockInbound: ['LV'], blockOutbound: ['LV', 'RU'], except: ['203.0.113.50', '2001:db8:1::50'] },
  ports: [
    { protocol: 'tcp', port: 3389, allow: ['203.0.113.99'] },
    { protocol: 'udp', port: 53, allow: [] },
  ],
  addressLists: [
    { name: 'in-only', direction: 'inbound', entries: ['198.51.100.0/28'] },
    { name: 'both', direction: 'both', entries: ['198.51.100.128/25', '2001:db8:2::/64'] },
  ],
  protectedDestinations: ['203.0.113.200', '2001:db8:1::200'],
  isolation: [{ mac: '02:00:00:00:00:66', until: null, reason: 'test' }],
  exceptions: [
    { id: 'a', target: { kind: 'address', address: '203.0.113.60' }, device: MAC, until, reason: 'test' },
    { id: 'c', target: { kind: 'country', country: 'RU' }, device: MAC, until, reason: 'test' },
  ],
};
const countryOf = (ip: string) =>
  /^(203\.0\.113|2001:db8:1:)/.test(ip) ? 'LV' : ip.startsWith('192.0.3.') ? 'RU' : null;

function judge(input: RulesetInput): PacketJudge {
  const compiled = compileRuleset(generateRuleset(input, ports), countryOf);
  if (!compiled.ok) throw new Error(`${compiled.error.message} ${JSON.stringify(compiled.error.detail)}`);
  return compiled.value;
}

const out = (destination: string, over: Partial<JudgedPacket> = {}): JudgedPacket => ({
  ...{ port: 'lan', source: destination.includes(':') ? '2001:db8:a::10' : '192.0.2.10', destination },
  ...{ sourceMac: MAC, destinationMac: null, protocol: 'tcp', sourcePort: 40_000, destinationPort: 443 },
  ...over,
});
const into = (source: string, destinationPort: number, over: Partial<JudgedPacket> = {}): JudgedPacket => ({
  ...{ port: 'wan', source, destination: source.includes(':') ? '2001:db8:a::10' : '192.0.2.10' },
  ...{ sourceMac: null, destinationMac: MAC, protocol: 'tcp', sourcePort: 40_000, destinationPort },
  ...over,
});

describe('a generated ruleset, interpreted', () => {
  const verdict = judge(full);

  it.each([
    ['to a blocked country', out('203.0.113.10'), 'om:geo-out:LV'],
    ['to a blocked country, IPv6', out('2001:db8:1::10'), 'om:geo-out:LV'],
    ['from a blocked country', into('203.0.113.10', 80), 'om:geo-in:LV'],
    [
      'without ports, from a blocked country',
      into('203.0.113.10', 0, { protocol: 'icmp', destinationPort: null }),
      'om:geo-in:LV',
    ],
    ['to a closed port', into('198.51.100.20', 3389), 'om:port:tcp/3389'],
    ['from a listed address', into('198.51.100.3', 80), 'om:list:in-only'],
    ['to a listed address', out('198.51.100.200'), 'om:list:both'],
    ['to a listed address, IPv6', out('2001:db8:2::1'), 'om:list:both'],
    ['to an excepted country, from another device', out('192.0.3.1', { sourceMac: null }), 'om:geo-out:RU'],
  ])('drops: %s', (_what, packet, said) => {
    expect(verdict(packet)).toEqual({ passes: false, said });
  });

  it('drops without a message what an isolated device sends, even to a protected destination', () => {
    expect(verdict(out('203.0.113.200', { sourceMac: '02:00:00:00:00:66' }))).toEqual({ passes: false, said: null });
  });

  it.each([
    ['to a protected destination in a blocked country', out('203.0.113.200')],
    ['to an excepted address, from its device', out('203.0.113.60')],
    ['to an excepted country, from its device', out('192.0.3.1')],
    ['to an address that the countries leave out', out('203.0.113.50')],
    ['to a closed port, from an allowed address in a blocked country', into('203.0.113.99', 3389)],
    ['to the same number by the other protocol', into('198.51.100.20', 3389, { protocol: 'udp' })],
    ['out to the port that is closed from outside', out('192.0.3.1', { destinationPort: 3389 })],
    ['out to an address listed for the other direction', out('198.51.100.3')],
  ])('passes: %s', (_what, packet) => {
    expect(verdict(packet)).toEqual({ passes: true, said: null });
  });

  it('lets everything pass when the policy says nothing', () => {
    const geo = { blockInbound: [], blockOutbound: [], except: [] };
    const nothing = { geo, ports: [], addressLists: [], protectedDestinations: [], isolation: [], exceptions: [] };
    expect(judge(nothing)(into('203.0.113.10', 3389)).passes).toBe(true);
  });

  it('refuses a statement it does not know instead of guessing', () => {
    const plan = generateRuleset(full, ports);
    const [bridge, ...others] = plan.tables;
    if (bridge === undefined) throw new Error('no table');
    const odd = { name: 'forward', rules: [[{ queue: { num: 1 } }]] } as unknown as (typeof bridge.chains)[number];
    const base = bridge.chains.find(({ name }) => name === 'forward');
    const chains = [...bridge.chains.filter(({ name }) => name !== 'forward'), { ...base, ...odd }];
    const compiled = compileRuleset({ ...plan, tables: [{ ...bridge, chains }, ...others] }, countryOf);
    expect(compiled).toMatchObject({ ok: false, error: { code: 'RPL_RULE_UNKNOWN' } });
  });
});

describe('services and devices that no country is blocked for', () => {
  const server = '02:00:00:00:00:25';
  const spared = { services: [{ protocol: 'tcp' as const, port: 25 }], devices: [server] };
  const one = { id: 's', target: { kind: 'country' as const, country: 'RU' }, device: null, until, reason: 'test' };
  const exceptions = [{ ...one, service: { protocol: 'tcp' as const, port: 443 } }];
  const geo = { blockInbound: ['LV', 'RU'], blockOutbound: ['LV', 'RU'], except: [], spared };
  const verdict = judge({ ...full, geo, exceptions });

  it.each([
    ['mail from a blocked country', into('203.0.113.10', 25)],
    ['a spared device to a blocked country', out('203.0.113.10', { sourceMac: server })],
    ['a blocked country to a spared device', into('203.0.113.10', 80, { destinationMac: server })],
    ['the one service of a timed exception', out('192.0.3.10')],
  ])('lets on %s', (_what, packet) => {
    expect(verdict(packet).passes).toBe(true);
  });

  it.each([
    ['another service from a blocked country', into('203.0.113.10', 80), 'om:geo-in:LV'],
    ['another device to a blocked country', out('203.0.113.10'), 'om:geo-out:LV'],
    ['another service of the excepted country', out('192.0.3.10', { destinationPort: 80 }), 'om:geo-out:RU'],
    ['a closed port of a spared device', into('203.0.113.10', 3389, { destinationMac: server }), 'om:port:tcp/3389'],
  ])('stops %s', (_what, packet, said) => {
    expect(verdict(packet)).toMatchObject({ passes: false, said });
  });
});
