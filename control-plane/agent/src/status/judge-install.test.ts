import { type AdminCheck, type AdminLineSighting, type AdminPort, CHECK_WORDS } from '@omamori/contract/admin-install';
import { describe, expect, it } from 'vitest';
import { type InstallFacts, judgeInstall } from './judge-install.ts';

const ROUTER = '00:00:5e:00:53:aa';
const port = (side: 'lan' | 'wan', over: Partial<AdminPort> = {}): AdminPort => ({
  ...{ side, up: true, speedMbps: 1000, duplex: 'full', errors: 0 },
  ...over,
});
const seen = (kind: AdminLineSighting['kind'], side: 'lan' | 'wan', over: Partial<AdminLineSighting> = {}) => ({
  ...{ kind, side, mac: ROUTER, address: '192.0.2.1', detail: null, lastSeen: '2026-01-01T00:00:00.000Z' },
  ...over,
});
const GOOD: InstallFacts = {
  ports: [port('lan'), port('wan')],
  sightings: [seen('dhcp-server', 'wan')],
  watchedSeconds: 900,
  devices: 3,
  gateways: [ROUTER],
  isHome: (address) => address.startsWith('192.0.2.'),
  addresses: ['192.0.2.2'],
  center: { named: true, milliseconds: 4.4, connected: true },
  clockSynced: true,
  protection: 'inspecting',
};
const wordOf = (id: AdminCheck['id'], over: Partial<InstallFacts>) => {
  const check = judgeInstall({ ...GOOD, ...over }).find((one) => one.id === id);
  return `${check?.verdict} ${check?.word}`;
};
const lines = (...sightings: AdminLineSighting[]) => ({ sightings });

/** Each row: the check, what is different from a good installation, and what is said. */
const ROWS: readonly (readonly [AdminCheck['id'], Partial<InstallFacts>, string])[] = [
  ['cables', { ports: [port('lan', { up: false }), port('wan', { up: null })] }, 'look none'],
  ['cables', { ports: [port('lan', { up: false }), port('wan')] }, 'look lan-out'],
  ['cables', { ports: [port('lan'), port('wan', { up: null })] }, 'look wan-out'],
  ['cables', { ports: [port('lan', { duplex: 'half' }), port('wan')] }, 'look half'],
  ['cables', { ports: [port('lan'), port('wan', { errors: 100 })] }, 'look errors'],
  ['cables', { ports: [port('lan', { speedMbps: 100 }), port('wan')] }, 'look slow'],
  ['cables', { ports: [port('lan', { speedMbps: null }), port('wan')] }, 'ok good'],
  ['sides', lines(seen('router', 'lan')), 'look swapped'],
  ['sides', lines(seen('pppoe-offer', 'lan')), 'look swapped'],
  ['sides', lines(seen('dhcp-server', 'lan'), seen('dhcp-server', 'wan')), 'look both'],
  ['sides', lines(seen('neighbour', 'wan')), 'ok right'],
  ['sides', lines(), 'unknown devices-only'],
  ['sides', { ...lines(), devices: 0 }, 'unknown silent'],
  ['line', lines(seen('pppoe-call', 'lan')), 'look pppoe-unanswered'],
  ['line', lines(seen('pppoe-call', 'lan'), seen('pppoe-offer', 'wan', { detail: 'ac' })), 'look pppoe'],
  ['line', lines(seen('vlan', 'wan', { detail: '5' }), seen('dhcp-server', 'wan')), 'ok vlan'],
  ['line', lines(seen('router', 'wan')), 'ok router'],
  ['line', {}, 'ok dhcp'],
  ['line', { ...lines(), watchedSeconds: 30 }, 'unknown watching'],
  ['line', lines(), 'unknown fixed'],
  ['address', { addresses: [] }, 'look none'],
  ['address', { gateways: [] }, 'look no-router'],
  ['address', {}, 'ok has'],
  ['center', {}, 'ok connected'],
  ['center', { center: { named: false, milliseconds: null, connected: false } }, 'look no-name'],
  ['center', { center: { named: true, milliseconds: null, connected: false } }, 'look no-way'],
  ['center', { center: { named: true, milliseconds: 9, connected: false } }, 'look no-session'],
  ['clock', {}, 'ok set'],
  ['clock', { clockSynced: false }, 'unknown unset'],
  ['inspection', {}, 'ok inspecting'],
  ['inspection', { protection: 'starting' }, 'unknown starting'],
  ['inspection', { protection: 'passing-uninspected' }, 'look passing'],
  ['wifi', lines(seen('neighbour', 'wan')), 'ok none'],
  ['wifi', lines(seen('neighbour', 'wan', { mac: '00:00:5e:00:53:31', address: '203.0.113.1' })), 'ok none'],
  ['wifi', lines(seen('neighbour', 'wan', { mac: '00:00:5e:00:53:31', address: '192.0.2.31' })), 'look beside'],
  ['wifi', { watchedSeconds: 30 }, 'unknown watching'],
];

describe('the install helper', () => {
  it.each(ROWS)('says of %s with %j: %s', (id, over, said) => {
    expect(wordOf(id, over)).toBe(said);
  });

  it('says nothing but what the contract names, each word with its verdict and its facts, and each of them here', () => {
    const said = new Set<string>();
    for (const [, over] of ROWS) {
      for (const { id, verdict, word, facts } of judgeInstall({ ...GOOD, ...over })) {
        const [agreed, ...needed] = CHECK_WORDS[id][word] ?? [];
        expect([id, word, verdict]).toEqual([id, word, agreed]);
        expect(Object.keys(facts)).toEqual(expect.arrayContaining(needed));
        said.add(`${id} ${word}`);
      }
    }
    const named = Object.entries(CHECK_WORDS).flatMap(([id, words]) =>
      Object.keys(words).map((word) => `${id} ${word}`),
    );
    expect([...said].sort()).toEqual(named.sort());
  });
});
