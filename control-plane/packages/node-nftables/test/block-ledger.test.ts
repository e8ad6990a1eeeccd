/** A dynamic set as a ledger of blocked attempts: kept by the kernel, whatever becomes of the program that reads it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  concat,
  counter,
  drop,
  type ElementWithProperties,
  match,
  meta,
  Nft,
  type NftListing,
  payload,
  setUpdate,
  Transaction,
} from '../src/index.ts';
import { type BridgeRig, createBridgeRig, sendUdp } from './network-rig.ts';

const TABLE = { family: 'bridge', table: 'utm' } as const;
const SIZE = 4;
let rig: BridgeRig;
let nft: Nft;

async function open(): Promise<Nft> {
  const opened = await Nft.open({ netns: rig.box.name });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

beforeAll(async () => {
  rig = await createBridgeRig();
  nft = await open();
}, 30_000);

afterAll(async () => {
  await nft?.close();
  await rig?.close();
});

function ledgerDocument(op: 'add' | 'update') {
  const key = (family: 'ip' | 'ip6') =>
    concat(payload(family, 'saddr'), payload('th', 'sport'), payload(family, 'daddr'), payload('th', 'dport'));
  const ledger = (type: 'ipv4_addr' | 'ipv6_addr') =>
    ({
      type: [type, 'inet_service', type, 'inet_service'],
      flags: ['dynamic', 'timeout'],
      timeout: 3600,
      size: SIZE,
      stmt: [{ counter: null }],
    }) as const;
  const blocked = [match(meta('l4proto'), { set: ['tcp', 'udp'] }), match(payload('th', 'dport'), 9)] as const;
  return new Transaction(TABLE)
    .replaceTable()
    .addCounter('blocked')
    .addSet({ name: 'ledger4', ...ledger('ipv4_addr') })
    .addSet({ name: 'ledger6', ...ledger('ipv6_addr') })
    .addChain({ name: 'passing', type: 'filter', hook: 'forward', prio: -300, policy: 'accept' })
    .addRule('passing', [...blocked, setUpdate(op, 'ledger4', key('ip'))])
    .addRule('passing', [...blocked, setUpdate(op, 'ledger6', key('ip6'))])
    .addRule('passing', [...blocked, counter('blocked'), drop()])
    .document();
}

async function list(from: Nft = nft): Promise<NftListing> {
  const listing = await from.list(TABLE, { contents: ['ledger4', 'ledger6'] });
  if (!listing.ok) throw new Error(listing.error.message);
  return listing.value;
}

function elements(listing: NftListing, name: string): ElementWithProperties['elem'][] {
  const found = listing.nftables.find((object) => 'set' in object && object.set.name === name);
  if (found === undefined || !('set' in found)) throw new Error(`no set ${name}`);
  return (found.set.elem ?? []).map((element) => {
    if (typeof element === 'object' && 'elem' in element) return element.elem;
    throw new Error('an element without properties');
  });
}

function blockedPackets(listing: NftListing): number {
  return listing.nftables.flatMap((object) => ('counter' in object ? [object.counter.packets ?? 0] : []))[0] ?? -1;
}

test('every blocked attempt of both families is an element with counter and expiry, read by whoever comes later', async () => {
  expect(await nft.run(ledgerDocument('add'))).toEqual({ ok: true, value: undefined });
  await sendUdp(rig.client, { address: '10.99.0.20', port: 9, sourcePort: 6001, count: 3, text: 'abc' });
  await sendUdp(rig.client, { address: '10.99.0.20', port: 9, sourcePort: 6002, count: 1, text: 'abc' });
  await sendUdp(rig.client, { address: 'fd99::20', port: 9, sourcePort: 6003, count: 2, text: 'abc' });
  await nft.close();
  nft = await open();
  const listing = await list();
  const four = elements(listing, 'ledger4').sort(
    (left, right) => (left.counter?.packets ?? 0) - (right.counter?.packets ?? 0),
  );
  expect(four).toMatchObject([
    { val: { concat: ['10.99.0.10', 6002, '10.99.0.20', 9] }, counter: { packets: 1, bytes: 33 } },
    { val: { concat: ['10.99.0.10', 6001, '10.99.0.20', 9] }, counter: { packets: 3, bytes: 99 } },
  ]);
  expect(elements(listing, 'ledger6')).toMatchObject([
    { val: { concat: ['fd99::10', 6003, 'fd99::20', 9] }, counter: { packets: 2, bytes: 106 } },
  ]);
  for (const element of four) {
    expect(element.expires).toBeGreaterThan(3500);
    expect(element.expires).toBeLessThanOrEqual(3600);
  }
  expect(blockedPackets(listing)).toBe(6);
}, 30_000);

test('the kernel holds the set as dynamic although the JSON of nft 1.0.6 has no word for it', async () => {
  expect(await nft.run(ledgerDocument('add'))).toEqual({ ok: true, value: undefined });
  const text = await rig.box.exec('nft', 'list', 'set', 'bridge', 'utm', 'ledger4');
  expect(text).toContain('flags dynamic,timeout');
}, 30_000);

test('a full ledger keeps what it has and the drop after it still happens', async () => {
  expect(await nft.run(ledgerDocument('add'))).toEqual({ ok: true, value: undefined });
  for (let attempt = 0; attempt < SIZE + 3; attempt += 1) {
    await sendUdp(rig.client, { address: '10.99.0.20', port: 9, sourcePort: 6100 + attempt, count: 2 });
  }
  const listing = await list();
  expect(elements(listing, 'ledger4').length).toBe(SIZE);
  expect(blockedPackets(listing)).toBe((SIZE + 3) * 2);
}, 30_000);

test.each([
  ['add', false],
  ['update', true],
] as const)(
  '%s renews the expiry of an element: %s',
  async (op, renews) => {
    expect(await nft.run(ledgerDocument(op))).toEqual({ ok: true, value: undefined });
    const send = () => sendUdp(rig.client, { address: 'fd99::20', port: 9, sourcePort: 6200, count: 1 });
    await send();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    await send();
    const [element] = elements(await list(), 'ledger6');
    expect(element?.counter?.packets).toBe(2);
    expect((element?.expires ?? 0) >= 3598).toBe(renews);
  },
  30_000,
);
