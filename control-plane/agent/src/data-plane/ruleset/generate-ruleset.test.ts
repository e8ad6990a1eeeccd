import { describe, expect, it } from 'vitest';
import { buildTransaction } from './build-transaction.ts';
import { generateRuleset, type RulesetInput } from './generate-ruleset.ts';

const PORTS = { lan: 'lan', wan: 'wan', bridge: 'br0' };
const EMPTY = { addressLists: [], isolation: [], exceptions: [] };
const INPUT: RulesetInput = {
  ...EMPTY,
  geo: { blockInbound: ['LV', 'US'], blockOutbound: ['LV'], except: [] },
  ports: [{ protocol: 'tcp', port: 3389, allow: ['192.0.2.1', '192.0.2.0/24', '2001:db8::1'] }],
  protectedDestinations: ['198.51.100.200'],
};
const plan = generateRuleset(INPUT, PORTS);
const bridge = plan.tables[0]!;
const chain = (name: string) => bridge.chains.find((candidate) => candidate.name === name)!;

describe('generateRuleset', () => {
  it('loads a country once, however many rules use it, and none that no rule uses', () => {
    expect(plan.bundleSets.map((set) => set.name)).toEqual(['geo4_lv', 'geo6_lv', 'geo4_us', 'geo6_us']);
    expect(
      generateRuleset({ ...INPUT, geo: { blockInbound: [], blockOutbound: [], except: [] } }, PORTS).bundleSets,
    ).toEqual([]);
  });

  it('looks at isolation first, then at the protected destinations, then at timed exceptions, before anything else that blocks', () => {
    const rules = chain('forward').rules.map((rule) => JSON.stringify(rule));
    const protectedAt = rules.findIndex((rule) => rule.includes('@protected4') && rule.includes('accept'));
    const isolationAt = rules.findLastIndex((rule) => rule.includes('@isolated'));
    const blocksAt = rules.findIndex((rule) => /"target":"from_/.test(rule));
    expect(isolationAt).toBe(1);
    expect(protectedAt).toBeGreaterThan(isolationAt);
    const until = '2026-01-01T00:00:10.000Z';
    const target = { kind: 'address' as const, address: '203.0.113.7' };
    const exceptions = [{ id: 'a-1', target, device: null, until, reason: '' }];
    const excepted = generateRuleset({ ...INPUT, exceptions }, PORTS);
    const forward = excepted.tables[0]!.chains.find(({ name }) => name === 'forward')!;
    const at = forward.rules.findIndex((rule) => JSON.stringify(rule).includes('@except4_a_1'));
    expect(at).toBeGreaterThan(protectedAt);
    expect(JSON.stringify(forward.rules.slice(0, at))).not.toContain('from_wan');
    const written = JSON.stringify(buildTransaction(excepted, {}, Date.parse('2026-01-01T00:00:00.000Z')));
    expect(written).toContain('"elem":[{"elem":{"val":"203.0.113.7","timeout":10}}]');
    expect(protectedAt).toBeLessThan(blocksAt);
  });

  it('lets the allow list in before the port is closed, and the port before the countries', () => {
    const order = chain('from_wan').rules.map((rule) => JSON.stringify(rule));
    const at = (text: string) => order.findIndex((rule) => rule.includes(text));
    expect(at('@allow4_tcp_3389')).toBeLessThan(at('"target":"port_tcp_3389"'));
    expect(at('"target":"port_tcp_3389"')).toBeLessThan(at('@geo4_lv'));
  });

  it('drops in a rule that neither the log limit nor the ledger can end', () => {
    for (const name of ['port_tcp_3389', 'geoin_lv', 'geoout_lv']) {
      const last = chain(name).rules.at(-1)!;
      expect(last.map((statement) => Object.keys(statement)[0])).toEqual(['counter', 'drop']);
      expect(
        chain(name)
          .rules.slice(0, -1)
          .every((rule) => !rule.some((statement) => 'drop' in statement)),
      ).toBe(true);
    }
  });

  it('names the reason and the detail in the log prefix, in at most 127 bytes', () => {
    const text = JSON.stringify(bridge.chains);
    for (const prefix of ['om:port:tcp/3389', 'om:geo-in:LV', 'om:geo-in:US', 'om:geo-out:LV'])
      expect(text).toContain(`"${prefix}"`);
    expect(text).not.toContain('om:geo-out:US');
  });

  it('is the same for the same input: the planner compares by it', () => {
    expect(generateRuleset(structuredClone(INPUT), PORTS)).toEqual(plan);
  });
});

describe('buildTransaction', () => {
  const present = {
    'bridge omamori': { chains: ['forward', 'geoin_fr'], sets: ['geo4_fr', 'geo4_lv', 'ledger_port4'] },
  };
  const commands = buildTransaction(plan, present, 0).nftables.map((command) => JSON.stringify(command));
  const at = (text: string) => commands.findIndex((command) => command.startsWith(text));

  it('deletes what is no longer named, after every chain was emptied, and keeps the ledger and used countries', () => {
    const gone = commands.filter((command) => command.startsWith('{"delete"'));
    expect(gone).toEqual([
      '{"delete":{"chain":{"family":"bridge","table":"omamori","name":"geoin_fr"}}}',
      '{"delete":{"set":{"family":"bridge","table":"omamori","name":"geo4_fr"}}}',
    ]);
    const lastFlush = commands.findLastIndex((command) => command.startsWith('{"flush":{"chain":{"family":"bridge"'));
    expect(at('{"delete"')).toBeGreaterThan(lastFlush);
    expect(commands.some((command) => command.startsWith('{"flush":{"set"') && /ledger|geo/.test(command))).toBe(false);
  });

  it('adds rules only after all sets and chains they name', () => {
    const firstRule = commands.findIndex((command) => command.startsWith('{"add":{"rule":{"family":"bridge"'));
    const lastSet = commands.findLastIndex((command) => command.startsWith('{"add":{"set"'));
    expect(firstRule).toBeGreaterThan(lastSet);
  });

  it('writes nested allow entries once', () => {
    const elements = commands.find(
      (command) => command.includes('allow4_tcp_3389') && command.startsWith('{"add":{"element"'),
    );
    expect(elements).toContain('"192.0.2.0"');
    expect(elements).not.toContain('"192.0.2.1"');
  });
});
