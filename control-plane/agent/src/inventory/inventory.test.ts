import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Inventory, inventorySchema } from '@omamori/contract/inventory';
import { ok } from '@omamori/contract/result';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CapturedPacket } from '../platform/capture.ts';
import { type InventoryLink, startInventory } from './inventory.ts';

let folder: string;
let monotonicMs = 0;
const sent: { inventory: Inventory; retain: boolean }[] = [];
let onState: (connected: boolean) => void = () => undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-inventory-'));
  monotonicMs = 0;
  sent.length = 0;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const link: InventoryLink = {
  connected: true,
  publish: async (channel, payload, options) => {
    expect(channel).toBe('inventory');
    sent.push({ inventory: inventorySchema.parse(JSON.parse(String(payload))), retain: options.retain });
    return ok(undefined);
  },
  onState: (listener) => {
    onState = listener;
    return () => undefined;
  },
};

function start() {
  return startInventory({
    appliance: 'box-1',
    homeNetworks: ['10.99.0.0/16'],
    timeZone: 'Asia/Tokyo',
    path: join(folder, 'inventory.json'),
    link,
    clock: { nowMs: () => 1_800_000_000_000 + monotonicMs, monotonicMs: () => monotonicMs },
    log: pino({ level: 'silent' }),
  });
}

function arp(last: number): CapturedPacket {
  const payload = Uint8Array.from([
    0,
    1,
    8,
    0,
    6,
    4,
    0,
    1,
    2,
    0,
    0,
    0,
    0,
    last,
    10,
    99,
    0,
    last,
    0,
    0,
    0,
    0,
    0,
    0,
    10,
    99,
    0,
    1,
  ]);
  return { hwHeader: new Uint8Array(14), hwProtocol: 0x0806, payload } as Partial<CapturedPacket> as CapturedPacket;
}

test('changes are published retained, at most every three seconds, and again when the broker is found again', async () => {
  const inventory = await start();
  inventory.onFrame(arp(5));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]).toMatchObject({
    retain: true,
    inventory: { devices: [{ mac: '02:00:00:00:00:05', addresses: ['10.99.0.5'] }] },
  });
  inventory.onFrame(arp(6));
  monotonicMs = 2500;
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(sent).toHaveLength(1);
  monotonicMs = 3500;
  await vi.waitFor(() => expect(sent).toHaveLength(2), 3000);
  expect(sent[1]?.inventory.devices).toHaveLength(2);
  onState(true);
  monotonicMs = 21_000;
  await vi.waitFor(() => expect(sent).toHaveLength(3), 3000);
  await inventory.close();
});

test('devices outlive a restart; a damaged file begins anew', async () => {
  const first = await start();
  first.onFrame(arp(5));
  await first.close();
  const second = await start();
  expect(second.deviceOf('10.99.0.5')).toEqual({ mac: '02:00:00:00:00:05', name: null });
  await second.close();
  const path = join(folder, 'inventory.json');
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, 20));
  const third = await start();
  expect(third.snapshot().devices).toEqual([]);
  third.onFrame(arp(7));
  expect(third.deviceOf('10.99.0.7')?.mac).toBe('02:00:00:00:00:07');
  await third.close();
});
