import { Nft, type TableRef } from 'node-nftables';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BRIDGE_TABLE, OWN_TABLE } from '../src/data-plane/ruleset/ruleset-names.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { type BoxDriver, makeBoxDirs, makeKeys, startBoxChild } from './box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const PORTS = [80, 3389, 8443];
const keys = makeKeys();
let box: InlineBox;
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let agent: BoxDriver;

const inbound = { geo: { blockInbound: ['LV'], blockOutbound: [] } };
const rdpClosed = [
  { protocol: 'tcp' as const, port: 3389, allow: [HOSTS.allowed[4], HOSTS.allowed[6], '203.0.113.96/29'] },
  { protocol: 'udp' as const, port: 3389, allow: [HOSTS.allowed[4], HOSTS.allowed[6]] },
];

beforeAll(async () => {
  box = await openInlineBox();
  dirs = await makeBoxDirs();
  await box.servePeers(PORTS);
  agent = await startBoxChild(box, dirs, keys);
});

afterAll(async () => {
  await box?.close();
  await dirs?.remove();
});

const into = (kind: 'tcp' | 'udp' | 'tls', from: string, to: string, port: number) =>
  box.attempt('outside', kind, from, to, String(port));
const out = (kind: 'tcp' | 'udp' | 'tls', from: string, to: string, port: number) =>
  box.attempt('office', kind, from, to, String(port));

async function listing(table: TableRef = BRIDGE_TABLE) {
  const nft = await Nft.open({ netns: box.name('box') });
  if (!nft.ok) throw new Error(nft.error.message);
  const listed = await nft.value.list(table, { contents: 'all' });
  await nft.value.close();
  if (!listed.ok) throw new Error(listed.error.message);
  return listed.value.nftables;
}

async function counterOf(name: string, table: TableRef = BRIDGE_TABLE): Promise<number> {
  for (const object of await listing(table))
    if ('counter' in object && object.counter.name === name) return object.counter.packets ?? 0;
  throw new Error(`no counter ${name}`);
}

describe('before any document', () => {
  it('puts the base in force: nothing blocked by list, engine rules staged, state reported as version 0', async () => {
    expect(agent.first.report).toMatchObject({
      appliedVersion: 0,
      last: { outcome: 'applied', code: null },
      geoRanges: 0,
    });
    expect(agent.first.report.last?.steps.map((step) => step.step)).toContain('activate-rules');
    expect(await into('tcp', HOSTS.latvia[4], HOSTS.office[4], 3389)).toBe(0);
  });
});

describe.each([4, 6] as const)('with IPv%i', (family) => {
  const { office, latvia, allowed, other, center } = HOSTS;

  it('blocks a country inbound by TCP and UDP, and lets the answers of connections to it pass', async () => {
    const applied = await agent.offer(family * 10, inbound);
    expect(applied.report).toMatchObject({ appliedVersion: family * 10, last: { outcome: 'applied' }, geoRanges: 2 });
    expect(
      await Promise.all([
        into('tcp', latvia[family], office[family], 80),
        into('udp', latvia[family], office[family], 80),
        into('tcp', other[family], office[family], 80),
        out('tcp', office[family], latvia[family], 80),
        out('udp', office[family], latvia[family], 80),
      ]),
    ).toEqual([1, 1, 0, 0, 0]);
  });

  it('blocks a country outbound by TCP and UDP, and lets answers to its connections pass', async () => {
    await agent.offer(family * 10 + 1, { geo: { blockInbound: [], blockOutbound: ['LV'] } });
    expect(
      await Promise.all([
        out('tcp', office[family], latvia[family], 80),
        out('udp', office[family], latvia[family], 80),
        out('tcp', office[family], other[family], 80),
        into('tcp', latvia[family], office[family], 80),
      ]),
    ).toEqual([1, 1, 0, 0]);
  });

  it('closes a port to everyone but its allow list, which also comes in from a blocked country', async () => {
    await agent.offer(family * 10 + 2, { ...inbound, ports: rdpClosed });
    expect(
      await Promise.all([
        into('tcp', other[family], office[family], 3389),
        into('udp', other[family], office[family], 3389),
        into('tcp', allowed[family], office[family], 3389),
        into('udp', allowed[family], office[family], 3389),
        into('tcp', allowed[family], office[family], 80),
        out('tcp', office[family], other[family], 3389),
      ]),
    ).toEqual([1, 1, 0, 0, 1, 0]);
  });

  it('never cuts off a protected destination, though its country is blocked', async () => {
    await agent.offer(family * 10 + 3, { geo: { blockInbound: ['US'], blockOutbound: ['US'] } });
    expect(
      await Promise.all([
        out('tcp', office[family], center[family], 8443),
        out('tcp', office[family], other[family], 8443),
      ]),
    ).toEqual([0, 1]);
  });

  it('carries a bulk transfer unchanged in both directions', async () => {
    await agent.offer(family * 10 + 4, { ...inbound, ports: rdpClosed });
    expect(await box.attempt('office', 'bulk', office[family], other[family], '80', String(20_000_000))).toBe(0);
    expect(await box.attempt('outside', 'bulk', other[family], office[family], '80', String(20_000_000))).toBe(0);
  });
});

describe('what the kernel remembers', () => {
  it('counts each dropped packet and keeps each attempt in the ledger, over a new apply too', async () => {
    await agent.offer(100, { ...inbound, ports: rdpClosed });
    const before = await counterOf('blocked_port');
    await into('tcp', HOSTS.other[4], HOSTS.office[4], 3389);
    const after = await counterOf('blocked_port');
    expect(after).toBeGreaterThan(before);
    await agent.offer(101, { ports: rdpClosed });
    expect(await counterOf('blocked_port')).toBe(after);
    const ledger = (await listing()).find((object) => 'set' in object && object.set.name === 'ledger_port4');
    const text = JSON.stringify(ledger);
    expect(text).toContain(HOSTS.other[4]);
    expect(text).toMatch(/3389,\s*"tcp"/);
  });

  it('deletes the sets of a country that is no longer used', async () => {
    const names = (await listing()).flatMap((object) => ('set' in object ? [object.set.name] : []));
    expect(names.filter((name) => name.startsWith('geo'))).toEqual([]);
  });
});

describe('the box itself', () => {
  it('shows its page to the office, by HTTPS and the way there by HTTP, and to nobody on the WAN side', async () => {
    const ways = ([4, 6] as const).flatMap((family) => [
      { family, kind: 'tls' as const, port: 8443 },
      { family, kind: 'tcp' as const, port: 8080 },
    ]);
    const seen = ways.map(({ family, kind, port }) =>
      Promise.all([
        out(kind, HOSTS.office[family], HOSTS.box[family], port),
        into(kind, HOSTS.other[family], HOSTS.box[family], port),
        into(kind, HOSTS.center[family], HOSTS.box[family], port),
      ]),
    );
    expect(await Promise.all(seen)).toEqual(ways.map(() => [0, 1, 1]));
    expect(await counterOf('own_refused', OWN_TABLE)).toBeGreaterThan(0);
  });

  it('gets answers from the WAN side to what it asks itself', async () => {
    for (const family of [4, 6] as const) {
      expect(
        await Promise.all([
          box.attempt('box', 'tcp', HOSTS.box[family], HOSTS.other[family], '80'),
          box.attempt('box', 'udp', HOSTS.box[family], HOSTS.other[family], '80'),
        ]),
      ).toEqual([0, 0]);
    }
  });
});

describe('drift', () => {
  it('is repaired and reported when rules, a set or the queue rule are taken away', async () => {
    await agent.offer(110, { ...inbound, ports: rdpClosed });
    const nft = await Nft.open({ netns: box.name('box') });
    if (!nft.ok) throw new Error(nft.error.message);
    const table = { family: 'bridge', table: 'omamori' } as const;
    await nft.value.run({ nftables: [{ flush: { chain: { ...table, name: 'from_wan' } } }] });
    await nft.value.close();
    expect(await waitForDrift('apply-ruleset')).toBe(true);
    expect(await into('tcp', HOSTS.other[4], HOSTS.office[4], 3389)).toBe(1);
    await runProgram(box.argv('box', 'ip6tables-nft', '-F', 'OMAMORI'), { timeoutMs: 5000 });
    expect(await waitForDrift('install-queue-rule')).toBe(true);
  });
});

async function waitForDrift(step: string): Promise<boolean> {
  for (let round = 0; round < 300; round += 1) {
    const { report } = await agent.look();
    const steps = report.last?.steps.map((done) => done.step) ?? [];
    if (report.last?.code === 'CFG_DRIFT_REPAIRED' && steps.includes(step)) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

describe('the agent killed and started again', () => {
  it('comes back with the applied document in force and never unblocks in between', async () => {
    await agent.kill();
    expect(await into('tcp', HOSTS.latvia[4], HOSTS.office[4], 80)).toBe(1);
    agent = await startBoxChild(box, dirs, keys);
    expect(agent.first.report).toMatchObject({ appliedVersion: 110, last: { outcome: 'applied' } });
    expect(await into('tcp', HOSTS.latvia[4], HOSTS.office[4], 80)).toBe(1);
    expect(agent.first.report.last?.steps.map((step) => step.step)).not.toContain('activate-rules');
  });
});
