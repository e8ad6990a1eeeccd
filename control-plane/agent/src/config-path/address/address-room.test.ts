import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxNetwork } from '@omamori/contract/box-network';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { type AddressRoom, openAddressRoom } from './address-room.ts';
import { type FakeDriver, fakeDriver } from './fake-driver.ts';
import { networkRecord } from './network-record.ts';

const INSTALLED = {
  addresses: [{ address: '192.0.2.2', prefix: 24, given: false }],
  gateways: ['192.0.2.1'],
  vlan: null,
};
const WISH: BoxNetwork = {
  ipv4: { mode: 'fixed', address: '192.0.2.20', prefix: 24, gateway: '192.0.2.1' },
  ...{ ipv6: { mode: 'auto' }, nameServers: [], vlan: null },
};
let folder: string;
let driver: FakeDriver;
let room: AddressRoom;
let nowMs: number;
let followed: (readonly string[])[];
let center: { connected: boolean; since: string | null; renew(): void };
let answers: boolean;

const standing = () => driver.now.addresses.map(({ address }) => address).sort();
async function open(): Promise<void> {
  room = await openAddressRoom({
    driver,
    record: networkRecord(folder),
    center,
    clock: { nowMs: systemClock.nowMs, monotonicMs: () => nowMs },
    log: pino({ level: 'silent' }),
    onAddresses: (addresses) => void followed.push(addresses),
    lookEveryMs: 5,
  });
}
async function begin(): Promise<string> {
  const begun = await room.tryOut(WISH);
  if (!begun.ok) throw new Error(begun.error.code);
  return begun.value.token ?? '';
}
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'om-address-'));
  driver = fakeDriver(INSTALLED);
  nowMs = 0;
  followed = [];
  answers = true;
  let sessions = 0;
  center = {
    connected: true,
    since: 'first',
    renew() {
      sessions += 1;
      this.connected = answers;
      this.since = `again ${sessions}`;
    },
  };
  await open();
});
afterEach(async () => {
  await room.stop();
  await rm(folder, { recursive: true, force: true });
});

it('tries a new address beside the former one, and the page follows', async () => {
  await begin();
  expect(standing()).toEqual(['192.0.2.2', '192.0.2.20']);
  expect(followed.at(-1)).toContain('192.0.2.20');
  expect(room.health()).toMatchObject({ onTrial: true, asked: null });
  expect(room.trial()).toMatchObject({ addresses: ['192.0.2.20'], opened: false, secondsLeft: 180 });
  expect(await room.tryOut(WISH)).toMatchObject({ error: { code: 'NET_TRIAL_BUSY' } });
});

it('keeps it when a browser came to it and the center is heard, also over a restart', async () => {
  expect(await room.confirm(await begin(), '::ffff:192.0.2.20')).toEqual({ ok: true, value: 'kept' });
  await until(() => standing().join(' ') === '192.0.2.20');
  await room.stop();
  driver.now = INSTALLED; // a box that lost its power
  await open();
  expect([standing(), room.asked(), room.last()?.outcome]).toEqual([['192.0.2.20'], WISH, 'kept']);
});

it('is not confirmed at the former address, nor by a token of its own', async () => {
  const token = await begin();
  expect(await room.confirm(token, '192.0.2.2')).toMatchObject({ error: { code: 'NET_NOT_AT_NEW_ADDRESS' } });
  expect(await room.confirm(`${token}x`, '192.0.2.20')).toMatchObject({ error: { code: 'NET_TOKEN_WRONG' } });
});

it.each([
  ['nobody opened the page there', true, false, 'NET_TRIAL_NOT_OPENED'],
  ['the center was not heard over the new way', false, true, 'NET_TRIAL_NO_CENTER'],
])('goes back by itself when %s', async (_, centerAnswers, opened, code) => {
  answers = centerAnswers;
  const token = await begin();
  if (opened) expect(await room.confirm(token, '192.0.2.20')).toEqual({ ok: true, value: 'waiting-for-center' });
  nowMs = 180_000;
  await until(() => room.trial() === null);
  await until(() => room.last() !== null);
  expect([standing(), room.last()?.code, room.asked()]).toEqual([['192.0.2.2'], code, null]);
});

it('is kept as soon as the center is heard after the page was opened, and does not ask for a center that was away before', async () => {
  answers = false;
  expect(await room.confirm(await begin(), '192.0.2.20')).toEqual({ ok: true, value: 'waiting-for-center' });
  center.connected = true;
  await until(() => room.trial() === null);
  expect(room.last()?.outcome).toBe('kept');
  await until(() => standing().join(' ') === '192.0.2.20');
  center.connected = false;
  const again = await room.tryOut({ ...WISH, nameServers: ['192.0.2.53'] });
  expect(again).toMatchObject({ ok: true, value: { center: 'not-needed' } });
});

it('puts the former addresses back after a cut in the trial, whatever the cut left standing', async () => {
  await begin();
  driver.now = { ...driver.now }; // the program died; the kernel still has both
  const dead = room;
  await open();
  expect([standing(), room.last()?.code, room.trial()]).toEqual([['192.0.2.2'], 'NET_TRIAL_INTERRUPTED', null]);
  await dead.stop();
});

it('gives them back when told to, and when the system refuses the change', async () => {
  await begin();
  expect(await room.giveBack()).toMatchObject({ ok: true });
  expect([standing(), room.last()?.code]).toEqual([['192.0.2.2'], 'NET_TRIAL_GIVEN_BACK']);
  expect(await room.giveBack()).toMatchObject({ error: { code: 'NET_NO_TRIAL' } });
  driver.refuses = true;
  expect(await room.tryOut(WISH)).toMatchObject({ error: { code: 'NET_CHANGE_FAILED' } });
  expect([standing(), room.trial()]).toEqual([['192.0.2.2'], null]);
});
