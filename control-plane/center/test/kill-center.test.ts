// The center as a process, killed at bad moments: what it acknowledged it has, and what was sent again is there once.
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { incidentDetailSchema, incidentsAnswerSchema } from '@omamori/contract/console-api';
import { eventAckSchema, packBatch } from '@omamori/contract/event-envelope';
import { freePort } from '@omamori/testkit/free-port';
import { startMosquitto } from '@omamori/testkit/mosquitto-fixture';
import { startPostgres } from '@omamori/testkit/postgres-fixture';
import { temporaryFolder } from '@omamori/testkit/temporary-folder';
import { waitUntil } from '@omamori/testkit/wait-until';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { type CenterProcess, signIn, startCenterProcess } from './center-process.ts';
import { BOX, batchOf, EPOCH, recordsOf, sampleDetection } from './sample-events.ts';
import { fillDataFolder } from './store-fixture.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const BATCHES = 40;
const IN_BATCH = 10;

/** A box as the uplink behaves: sends what is not acknowledged again, until all of it is. */
class TestBox {
  readonly acknowledged = new Set<number>();
  readonly #url: string;
  readonly #start = Date.now();

  constructor(url: string) {
    this.#url = url;
  }

  /** Sends for one life of the center; ends when all is acknowledged or the center is gone. */
  async sendUntil(gone: () => boolean): Promise<void> {
    const client = await mqtt.connectAsync(this.#url, { protocolVersion: 4, reconnectPeriod: 100 });
    client.on('error', () => undefined);
    client.on('message', (_topic, payload) => this.#note(payload));
    await client.subscribeAsync(`omamori/v1/${BOX}/ack`, { qos: 1 });
    while (!gone() && this.acknowledged.size < BATCHES * IN_BATCH) {
      for (let batch = 0; batch < BATCHES && !gone(); batch += 1) {
        if (this.acknowledged.has(batch * IN_BATCH + 1)) continue;
        client.publish(`omamori/v1/${BOX}/events`, packBatch(batchOf(this.#records(batch))), { qos: 1 });
        await sleep(2);
      }
      await sleep(50);
    }
    await client.endAsync(true);
  }

  #records(batch: number) {
    const detections = Array.from({ length: IN_BATCH }, (_unused, index) =>
      sampleDetection(this.#start + batch * IN_BATCH + index),
    );
    return recordsOf(detections, batch * IN_BATCH + 1);
  }

  #note(payload: Buffer): void {
    const ack = eventAckSchema.parse(JSON.parse(payload.toString('utf8')));
    if (ack.epoch !== EPOCH) return;
    for (const [from, to] of ack.ranges)
      for (let sequence = from; sequence <= to; sequence += 1) this.acknowledged.add(sequence);
  }
}

async function expectExactly(center: CenterProcess, count: number): Promise<void> {
  const read = await signIn(center.http);
  const { incidents } = incidentsAnswerSchema.parse(await (await read('/api/incidents?state=all')).json());
  expect(incidents.map((row) => row.count)).toEqual([count]);
  const id = incidents[0]?.id ?? 0;
  const detail = incidentDetailSchema.parse(await (await read(`/api/incidents/${id}`)).json());
  expect(detail.detectionTotal).toBe(count);
}

describe('a center that is killed', () => {
  it('holds exactly what was sent after several kills between commit and acknowledgement, on the embedded database', async () => {
    const folder = await temporaryFolder('killed-center');
    closing.push(folder.remove);
    await fillDataFolder(join(folder.path, 'data'));
    const mqttPort = await freePort();
    const box = new TestBox(`mqtt://127.0.0.1:${mqttPort}`);
    for (let life = 0; life < 4; life += 1) {
      const center = await startCenterProcess(folder.path, { mqttPort });
      const before = box.acknowledged.size;
      let dead = false;
      const sending = box.sendUntil(() => dead);
      // Killed a moment after its first acknowledgement of this life: others are on their way at that moment.
      await waitUntil(
        'an acknowledgement',
        () => box.acknowledged.size > before || box.acknowledged.size === BATCHES * IN_BATCH,
      );
      await sleep(randomInt(20));
      await center.process.stop('SIGKILL');
      dead = true;
      await sending;
    }
    const center = await startCenterProcess(folder.path, { mqttPort });
    closing.push(() => center.process.stop('SIGTERM'));
    await box.sendUntil(() => false);
    await expectExactly(center, BATCHES * IN_BATCH);
  });

  it('holds exactly what was sent when two centers share PostgreSQL and Mosquitto and one of them, the broker and the database are killed', async () => {
    const postgres = await startPostgres();
    closing.push(postgres.stop);
    const mosquitto = await startMosquitto();
    closing.push(mosquitto.stop);
    const env = { DATABASE_URL: await postgres.createDatabase(), MQTT_URL: mosquitto.url };
    const folders = await Promise.all([temporaryFolder('center-a'), temporaryFolder('center-b')]);
    for (const folder of folders) closing.push(folder.remove);
    // Both start on an empty database at once: one of them migrates.
    const [first, second] = await Promise.all(folders.map((folder) => startCenterProcess(folder.path, { env })));
    if (first === undefined || second === undefined) throw new Error('two centers were to start');
    closing.push(() => second.process.stop('SIGTERM'));
    const box = new TestBox(mosquitto.url);
    const sending = box.sendUntil(() => false);
    await waitUntil('an acknowledgement', () => box.acknowledged.size > 0);
    await first.process.stop('SIGKILL');
    await mosquitto.kill();
    await mosquitto.start();
    await postgres.kill();
    await postgres.start();
    await sending;
    await expectExactly(second, BATCHES * IN_BATCH);
  });

  it('stops cleanly on SIGTERM, refuses a data folder in use by code, and keeps nobody signed out after a restart', async () => {
    const folder = await temporaryFolder('stopped-center');
    closing.push(folder.remove);
    await fillDataFolder(join(folder.path, 'data'));
    const httpPort = await freePort();
    const center = await startCenterProcess(folder.path, { httpPort });
    const read = await signIn(center.http);
    await expect(startCenterProcess(folder.path)).rejects.toThrow('CTR_DATA_IN_USE');
    await center.process.stop('SIGTERM');
    expect(center.process.child.exitCode).toBe(0);
    const again = await startCenterProcess(folder.path, { httpPort });
    closing.push(() => again.process.stop('SIGTERM'));
    expect((await read('/api/session')).status).toBe(200);
  });
});
