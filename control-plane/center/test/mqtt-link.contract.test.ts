// One link, two brokers: the embedded one and a real Mosquitto keep the same promises.
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@omamori/testkit/free-port';
import { startMosquitto } from '@omamori/testkit/mosquitto-fixture';
import { waitUntil } from '@omamori/testkit/wait-until';
import mqtt, { type MqttClient } from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import { dialUrl } from '../src/mqtt-link/broker-connection.ts';
import { startEmbeddedBroker } from '../src/mqtt-link/embedded-broker.ts';
import type { IncomingMessage, MqttLinkOfCenter } from '../src/mqtt-link/mqtt-link.ts';
import { createMqttLink } from '../src/mqtt-link/start-mqtt-link.ts';
import { BOX, OTHER_BOX } from './sample-events.ts';
import { quietLog } from './store-fixture.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Broker {
  readonly url: string;
  link(): MqttLinkOfCenter;
}

async function embedded(): Promise<Broker> {
  const port = await freePort();
  const broker = await startEmbeddedBroker({ host: '127.0.0.1', port }, null);
  if (!broker.ok) throw new Error(broker.error.code);
  closing.push(broker.value.close);
  return { url: `mqtt://127.0.0.1:${port}`, link: () => createMqttLink(broker.value.dial, quietLog) };
}

async function mosquitto(): Promise<Broker> {
  const fixture = await startMosquitto();
  closing.push(fixture.stop);
  return { url: fixture.url, link: () => createMqttLink(dialUrl(fixture.url), quietLog) };
}

async function startLink(link: MqttLinkOfCenter): Promise<void> {
  closing.push(() => link.close());
  await link.start();
  await waitUntil('the link is up', () => link.connected);
}

async function box(url: string, options: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
  // A broker may close on us on purpose; the test asserts what follows.
  client.on('error', () => undefined);
  closing.push(() => client.endAsync(true));
  return client;
}

describe.each([
  ['the embedded broker', embedded],
  ['a real Mosquitto', mosquitto],
])('the link over %s', (_name, start) => {
  it('carries messages both ways, tells replayed ones from live ones, and keeps retained ones', async () => {
    const broker = await start();
    const early = await box(broker.url);
    await early.publishAsync(`omamori/v1/${BOX}/birth`, 'early', { qos: 1, retain: true });
    const link = broker.link();
    const got: IncomingMessage[] = [];
    link.onMessage('birth', async (message) => {
      got.push(message);
    });
    await startLink(link);
    await waitUntil('the replayed birth', () => got.length === 1);
    await early.publishAsync(`omamori/v1/${BOX}/birth`, 'live', { qos: 1, retain: true });
    await waitUntil('the live birth', () => got.length === 2);
    expect(
      got.map((message) => [message.appliance, Buffer.from(message.payload).toString(), message.retained]),
    ).toEqual([
      [BOX, 'early', true],
      [BOX, 'live', false],
    ]);
    expect(await link.publish(`omamori/v1/${BOX}/desired`, '{"v":1}', { retain: true })).toEqual({
      ok: true,
      value: undefined,
    });
    const late = await box(broker.url);
    const desired = new Promise<string>((resolve) =>
      late.on('message', (_topic, payload) => resolve(payload.toString())),
    );
    await late.subscribeAsync(`omamori/v1/${BOX}/desired`, { qos: 1 });
    expect(await desired).toBe('{"v":1}');
  });

  it('delivers the will of a box whose connection is cut', async () => {
    const broker = await start();
    const link = broker.link();
    const deaths: string[] = [];
    link.onMessage('death', async (message) => {
      deaths.push(Buffer.from(message.payload).toString());
    });
    await startLink(link);
    const will = { topic: `omamori/v1/${BOX}/death`, payload: Buffer.from('s1'), qos: 1 as const, retain: true };
    const client = await box(broker.url, { will });
    client.stream.destroy();
    await waitUntil('the will', () => deaths.length > 0);
    expect(deaths).toEqual(['s1']);
  });

  it('stops reading while too many handlers are at work, can still publish then, and loses nothing', async () => {
    const broker = await start();
    const link = broker.link();
    let atWork = 0;
    let most = 0;
    let done = 0;
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    link.onMessage('events', async (message) => {
      atWork += 1;
      most = Math.max(most, atWork);
      await gate;
      const sent = await link.publish(`omamori/v1/${message.appliance}/ack`, 'x', { retain: false });
      if (sent.ok) done += 1;
      atWork -= 1;
    });
    await startLink(link);
    const client = await box(broker.url);
    const sending = Promise.all(
      Array.from({ length: 100 }, (_unused, index) =>
        client.publishAsync(`omamori/v1/${BOX}/events`, `${index}`, { qos: 1 }),
      ),
    );
    await waitUntil('the handlers are full', () => atWork === 16);
    await sleep(200);
    expect(most).toBe(16);
    release();
    await sending;
    await waitUntil('all are done', () => done === 100);
    expect(most).toBeLessThanOrEqual(16);
  });
});

describe('the link and a broker that goes away', () => {
  it('refuses to publish by code, comes back by itself, and hears again', async () => {
    const fixture = await startMosquitto();
    closing.push(fixture.stop);
    const link = createMqttLink(dialUrl(fixture.url), quietLog);
    const got: string[] = [];
    const changes: boolean[] = [];
    link.onMessage('health', async (message) => {
      got.push(Buffer.from(message.payload).toString());
    });
    link.onChange((connected) => changes.push(connected));
    await startLink(link);
    await fixture.kill();
    await waitUntil('the loss is seen', () => !link.connected);
    expect(await link.publish(`omamori/v1/${BOX}/ack`, 'x', { retain: false })).toMatchObject({
      error: { code: 'CTR_BROKER_AWAY' },
    });
    await fixture.start();
    await waitUntil('the link is back', () => link.connected);
    const client = await box(fixture.url);
    await client.publishAsync(`omamori/v1/${BOX}/health`, 'again', { qos: 1 });
    await waitUntil('a message after the return', () => got.length === 1);
    expect(changes).toEqual([true, false, true]);
  });

  it('starts while the broker is away and connects when it comes', async () => {
    const fixture = await startMosquitto();
    closing.push(fixture.stop);
    await fixture.kill();
    const link = createMqttLink(dialUrl(fixture.url), quietLog);
    closing.push(() => link.close());
    await link.start();
    expect(link.connected).toBe(false);
    await fixture.start();
    await waitUntil('the link is up', () => link.connected);
  });
});

describe('the embedded broker', () => {
  it('lets a box speak on its own topics only: none of the center’s, none of another box, no wildcard', async () => {
    const broker = await embedded();
    const link = broker.link();
    const got: string[] = [];
    for (const channel of ['health', 'desired', 'ack', 'command'] as const) {
      link.onMessage(channel, async (message) => {
        got.push(`${message.appliance}/${channel}`);
      });
    }
    await startLink(link);
    const tries = [
      `omamori/v1/${BOX}/desired`,
      `omamori/v1/${BOX}/ack`,
      `omamori/v1/${BOX}/command`,
      'elsewhere',
      '$SYS/x',
    ];
    for (const topic of tries) {
      const client = await box(broker.url);
      const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
      client.publish(topic, 'forged', { qos: 0 });
      await cut;
    }
    const client = await box(broker.url);
    await client.publishAsync(`omamori/v1/${BOX}/health`, 'own', { qos: 1 });
    for (const topic of [`omamori/v1/${OTHER_BOX}/ack`, 'omamori/v1/+/ack', '#', `omamori/v1/${BOX}/health`]) {
      const refused = await client.subscribeAsync(topic, { qos: 1 }).then(
        (grants) => grants.every((grant) => grant.qos > 2),
        () => true,
      );
      expect([topic, refused]).toEqual([topic, true]);
    }
    const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.publish(`omamori/v1/${OTHER_BOX}/health`, 'forged', { qos: 0 });
    await cut;
    await waitUntil('its own message', () => got.length > 0);
    expect(got).toEqual([`${BOX}/health`]);
  });

  it('says by code when its port is taken', async () => {
    const broker = await embedded();
    const port = Number(new URL(broker.url).port);
    expect(await startEmbeddedBroker({ host: '127.0.0.1', port }, null)).toMatchObject({
      error: { code: 'CTR_PORT_TAKEN' },
    });
  });
});
