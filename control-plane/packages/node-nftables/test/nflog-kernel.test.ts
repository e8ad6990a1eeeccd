import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { log, match, Nft, payload, Transaction } from '../src/index.ts';
import { type BridgeRig, createBridgeRig, sendUdp } from './network-rig.ts';
import { NflogChild } from './nflog-child-process.ts';

const TABLE = { family: 'bridge', table: 'logged' } as const;
let rig: BridgeRig;
let nft: Nft;
let child: NflogChild | undefined;

beforeAll(async () => {
  rig = await createBridgeRig();
  const opened = await Nft.open({ netns: rig.box.name });
  if (!opened.ok) throw new Error(opened.error.message);
  nft = opened.value;
  const document = new Transaction(TABLE)
    .replaceTable()
    .addCounter('flooded')
    .addChain({ name: 'passing', type: 'filter', hook: 'forward', prio: -300, policy: 'accept' })
    .addRule('passing', [match(payload('udp', 'dport'), 7001), log({ group: 11, prefix: '国外 blocked' })])
    .addRule('passing', [match(payload('udp', 'dport'), 7002), log({ group: 12, prefix: 'second' })])
    .addRule('passing', [match(payload('udp', 'dport'), 7003), { counter: 'flooded' }, log({ group: 13 })])
    .document();
  expect(await nft.run(document)).toEqual({ ok: true, value: undefined });
}, 30_000);

afterEach(() => {
  child?.kill();
  child = undefined;
});

afterAll(async () => {
  await nft?.close();
  await rig?.close();
});

async function open(order: object): Promise<NflogChild> {
  child = new NflogChild(rig.box, order);
  await child.ready();
  return child;
}

const macs = () => `${rig.serverMac}${rig.clientMac}`.replaceAll(':', '');

test('packets of both families arrive with addresses, prefix, payload and unbroken sequence', async () => {
  const reader = await open({ groups: [11] });
  await sendUdp(rig.client, { address: '10.99.0.20', port: 7001, sourcePort: 5000, count: 5, text: 'four' });
  await sendUdp(rig.client, { address: 'fd99::20', port: 7001, sourcePort: 5000, count: 5, text: 'six' });
  await reader.packetCount(10);
  const { packets } = reader;
  expect(packets.map((packet) => packet.seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(new Set(packets.map((packet) => packet.prefix))).toEqual(new Set(['国外 blocked']));
  expect(packets[0]?.hwHeader).toBe(`${macs()}0800`);
  expect(packets[9]?.hwHeader).toBe(`${macs()}86dd`);
  expect(packets.map((packet) => packet.hwProtocol)).toEqual([...Array(5).fill(0x0800), ...Array(5).fill(0x86dd)]);
  const first = Buffer.from(packets[0]?.payload ?? '', 'hex');
  expect([...first.subarray(12, 20)]).toEqual([10, 99, 0, 10, 10, 99, 0, 20]);
  expect([first.readUInt16BE(20), first.readUInt16BE(22)]).toEqual([5000, 7001]);
  expect(first.subarray(28).toString()).toBe('four-0');
  const last = Buffer.from(packets[9]?.payload ?? '', 'hex');
  expect(last.subarray(48).toString()).toBe('six-4');
  expect(Math.abs((packets[0]?.timestampMs ?? 0) - Date.now())).toBeLessThan(60_000);
  expect(packets[0]?.physIn).not.toBe(packets[0]?.physOut);
  const closed = await reader.close();
  expect(closed).toMatchObject({ exitCode: 0, stats: { packets: 10, lost: 0, overruns: 0, malformed: 0 } });
}, 30_000);

test('two groups are read at once and each has its own sequence', async () => {
  const reader = await open({ groups: [11, 12] });
  await sendUdp(rig.client, { address: '10.99.0.20', port: 7001, sourcePort: 5001, count: 3 });
  await sendUdp(rig.client, { address: 'fd99::20', port: 7002, sourcePort: 5001, count: 4 });
  await reader.packetCount(7);
  const sequences = (group: number) => reader.packets.filter((packet) => packet.group === group).map(({ seq }) => seq);
  expect(sequences(11)).toEqual([0, 1, 2]);
  expect(sequences(12)).toEqual([0, 1, 2, 3]);
  expect((await reader.close()).exitCode).toBe(0);
}, 30_000);

test('no more of a packet is copied than was asked for', async () => {
  const reader = await open({ groups: [11], copyRange: 40 });
  await sendUdp(rig.client, { address: '10.99.0.20', port: 7001, sourcePort: 5002, count: 1, text: 'x'.repeat(500) });
  await reader.packetCount(1);
  expect(reader.packets[0]?.payload.length).toBe(80);
  await reader.close();
}, 30_000);

test('a group has one reader, is free again after close, and the second comer is told so', async () => {
  const reader = await open({ groups: [11] });
  const second = new NflogChild(rig.box, { groups: [11] });
  expect(await second.error()).toBe('NFT_LOG_GROUP_TAKEN');
  second.kill();
  await reader.close();
  const third = await open({ groups: [11] });
  expect((await third.close()).exitCode).toBe(0);
}, 30_000);

test('close returns at once while nothing is arriving', async () => {
  const reader = await open({ groups: [11] });
  const { milliseconds } = await reader.close();
  // The idle poll of the worker is 5 s: staying far below it shows that the wake-up descriptor did it.
  expect(milliseconds).toBeLessThan(2500);
}, 30_000);

test('a flood beyond buffer and reader is bounded and counted exactly', async () => {
  const reader = await open({ groups: [13], bufferBytes: 4096, stallMs: 4000, quiet: true });
  await sendUdp(rig.client, { address: '10.99.0.20', port: 7003, sourcePort: 5003, count: 60_000 });
  // After the stall one more shows the gap behind the last packet that was taken.
  await new Promise((resolve) => setTimeout(resolve, 4500));
  await sendUdp(rig.client, { address: '10.99.0.20', port: 7003, sourcePort: 5003, count: 1 });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { stats } = await reader.close();
  const listing = await nft.list(TABLE);
  const counted = listing.ok
    ? listing.value.nftables.flatMap((object) => ('counter' in object ? [object.counter.packets ?? 0] : []))
    : [];
  expect(counted).toEqual([60_001]);
  expect(stats.overruns).toBeGreaterThan(0);
  expect(stats.lost).toBeGreaterThan(0);
  expect(stats.packets + stats.lost).toBe(60_001);
  expect(reader.overruns.reduce((sum, { lost }) => sum + lost, 0)).toBe(stats.lost);
}, 60_000);
