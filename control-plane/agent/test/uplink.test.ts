import { join } from 'node:path';
import type { Detection } from '@omamori/contract/detection';
import { afterEach, expect, test } from 'vitest';
import { openSpool } from '../src/event-path/spool/spool.ts';
import { startUplink } from '../src/event-path/uplink/start-uplink.ts';
import { startMqttLink } from '../src/mqtt-link/mqtt-link.ts';
import { systemBootClock } from '../src/platform/boot-clock.ts';
import { systemClock } from '../src/platform/clock.ts';
import { aedesBroker, mosquittoBroker, until } from './broker-fixture.ts';
import { quietLog, temporaryFolder } from './event-path-fixture.ts';
import { ModelCenter } from './model-center.ts';
import { sampleDetection } from './sample-detection.ts';

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function uplinkTo(url: string, limits = {}, firstWaitMs = 150) {
  const folder = await temporaryFolder('uplink');
  undo.push(folder.remove);
  const clock = systemClock;
  const opened = openSpool({
    path: join(folder.path, 'spool.db'),
    clock,
    bootClock: systemBootClock(),
    log: quietLog,
    limits,
  });
  if (!opened.ok) throw new Error(opened.error.message);
  const spool = opened.value;
  undo.push(() => spool.close());
  const link = startMqttLink({ appliance: 'box-1', url, agentVersion: '0.1.0', clock, log: quietLog });
  const uplink = startUplink({ appliance: 'box-1', spool, link, clock, log: quietLog, firstWaitMs });
  undo.push(() => {
    uplink.close();
    return link.close();
  });
  const add = (detection: Detection): void => {
    const appended = spool.append({ candidates: [{ detection, attempt: null }] });
    if (!appended.ok) throw new Error(appended.error.message);
    uplink.wake();
  };
  return { spool, uplink, add, link };
}

test.each([
  { name: 'Mosquitto', make: mosquittoBroker },
  { name: 'aedes', make: aedesBroker },
])(
  'lost, doubled and overtaking acknowledgements by $name leave every record at the center exactly once',
  async (broker) => {
    const running = await broker.make();
    undo.push(() => running.dispose());
    await running.start();
    const center = new ModelCenter({ loseAck: 0.4, doubleAck: 0.4, delayMs: 300 });
    undo.push(() => center.close());
    await center.connect(running.url);
    const { spool, add } = await uplinkTo(running.url);
    for (let index = 1; index <= 200; index += 1) {
      add(sampleDetection({ port: index }));
      if (index % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await until('all are acknowledged', () => spool.waiting() === 0);
    expect([...center.records.values()].map((record) => record.sequence).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    expect(center.received).toBeGreaterThan(200);
  },
);

test('a center that comes back after the batches were sent in vain gets all of them', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  await broker.start();
  const { spool, add, link } = await uplinkTo(broker.url);
  await until('the link is up', () => link.connected);
  for (let index = 1; index <= 20; index += 1) add(sampleDetection({ port: index }));
  const center = new ModelCenter();
  undo.push(() => center.close());
  await center.connect(broker.url);
  await until('all are acknowledged', () => spool.waiting() === 0);
  expect(center.records.size).toBe(20);
});

test('one record that the center never takes is found, set aside and counted; its neighbours arrive', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  const { spool, add, link } = await uplinkTo(broker.url, {}, 15);
  for (let index = 1; index <= 60; index += 1) add(sampleDetection({ port: index }));
  const center = new ModelCenter({ refuse: (record) => record.sequence === 23 });
  undo.push(() => center.close());
  await broker.start();
  await center.connect(broker.url);
  await until('the link is up', () => link.connected);
  // Others go on arriving: only against them can one be told to be refused.
  const more = setInterval(() => add(sampleDetection({ port: 5000 })), 40);
  undo.push(() => clearInterval(more));
  await until('it is given up', () => spool.dropped() === 1);
  const taken = new Set([...center.records.values()].map(({ sequence }) => sequence));
  for (let sequence = 1; sequence <= 60; sequence += 1) expect(taken.has(sequence)).toBe(sequence !== 23);
});

test('what happens now reaches the center before what waited', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  const { add, link } = await uplinkTo(broker.url);
  for (let index = 1; index <= 3000; index += 1) add(sampleDetection({ port: index }));
  await broker.start();
  const center = new ModelCenter({ delayMs: 200 });
  undo.push(() => center.close());
  await center.connect(broker.url);
  await until('the link is up', () => link.connected);
  add(sampleDetection({ port: 9999 }));
  await until('the live one', () => [...center.records.values()].some((record) => record.sequence === 3001));
  expect(center.records.size).toBeLessThan(3001);
});

test('messages on `ack` that are garbage, of another epoch or of no record change nothing', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  await broker.start();
  const center = new ModelCenter();
  center.acknowledge = false;
  undo.push(() => center.close());
  await center.connect(broker.url);
  const { spool, add, link } = await uplinkTo(broker.url);
  await until('the link is up', () => link.connected);
  add(sampleDetection({ port: 1 }));
  await until('the record is seen', () => center.records.size === 1);
  const other = { v: 1, epoch: 'another0epoch', ranges: [[1, 10]] };
  const none = { v: 1, epoch: spool.epoch, ranges: [[5, 9]] };
  for (const text of ['', '{', 'null', JSON.stringify(other), JSON.stringify(none), 'x'.repeat(100_000)]) {
    await center.say('box-1', 'ack', text);
  }
  await center.say('box-1', 'ack', JSON.stringify({ v: 1, epoch: spool.epoch, ranges: [] }));
  expect(spool.waiting()).toBe(1);
  await center.say('box-1', 'ack', JSON.stringify({ v: 1, epoch: spool.epoch, ranges: [[1, 1]] }));
  await until('released', () => spool.waiting() === 0);
});
