import { sessionSchema } from '@omamori/contract/health';
import { everyAppliance, parseTopic, topicOf } from '@omamori/contract/topics';
import { connectAsync } from 'mqtt';
import { afterEach, describe, expect, test } from 'vitest';
import { type MqttLink, startMqttLink } from '../src/mqtt-link/mqtt-link.ts';
import { systemClock } from '../src/platform/clock.ts';
import { aedesBroker, freePort, mosquittoBroker, until } from './broker-fixture.ts';
import { quietLog } from './event-path-fixture.ts';

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function linkTo(url: string): MqttLink {
  const link = startMqttLink({ appliance: 'box-1', url, agentVersion: '0.1.0', clock: systemClock, log: quietLog });
  undo.push(() => link.close());
  return link;
}

/** Everything said on births and deaths, in order. */
async function listen(url: string) {
  const client = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 50 });
  client.on('error', () => undefined);
  undo.push(() => client.endAsync(true));
  const heard: { channel: string; session: string }[] = [];
  client.on('message', (topic, payload) => {
    const place = parseTopic(topic);
    if (!place.ok || payload.length === 0) return;
    heard.push({ channel: place.value.channel, session: sessionSchema.parse(JSON.parse(payload.toString())).session });
  });
  await client.subscribeAsync([everyAppliance('birth'), everyAppliance('death')], { qos: 1 });
  return { heard, client };
}

describe.each([
  { name: 'Mosquitto', make: mosquittoBroker },
  { name: 'aedes', make: aedesBroker },
])('over $name', ({ make }) => {
  test('a birth names the session, and its death the same one', async () => {
    const broker = await make();
    undo.push(() => broker.dispose());
    await broker.start();
    const { heard } = await listen(broker.url);
    const link = linkTo(broker.url);
    await until('the birth', () => heard.length === 1);
    await link.close();
    await until('the death', () => heard.length === 2);
    expect(heard.map((one) => one.channel)).toEqual(['birth', 'death']);
    expect(heard[0]?.session).toBe(heard[1]?.session);
  });

  test('after a killed broker the link comes back by itself with a new session and hears its channels again', async () => {
    const broker = await make();
    undo.push(() => broker.dispose());
    await broker.start();
    const link = linkTo(broker.url);
    const states: boolean[] = [];
    link.onState((connected) => states.push(connected));
    const heardAcks: string[] = [];
    link.subscribe('ack', (payload) => heardAcks.push(payload.toString()));
    await until('up', () => link.connected);
    await broker.kill();
    await until('down', () => !link.connected);
    expect(await link.publish('events', 'x')).toMatchObject({ ok: false, error: { code: 'LNK_NOT_CONNECTED' } });
    await broker.start();
    await until('up again', () => link.connected);
    const { client, heard } = await listen(broker.url);
    await client.publishAsync(topicOf('box-1', 'ack'), 'hello', { qos: 1 });
    await until('the message', () => heardAcks.length === 1);
    await until('the retained birth', () => heard.length > 0);
    expect(states).toEqual([true, false, true]);
    expect(await link.publish('health', '{}')).toEqual({ ok: true, value: undefined });
  });

  test('a channel that is asked for while connected is heard, by each of its handlers once, until it is let go', async () => {
    const broker = await make();
    undo.push(() => broker.dispose());
    await broker.start();
    const link = linkTo(broker.url);
    await until('up', () => link.connected);
    const { client } = await listen(broker.url);
    await client.publishAsync(topicOf('box-1', 'desired'), 'retained', { qos: 1, retain: true });
    const heard: string[] = [];
    const off = link.subscribe('desired', (payload) => heard.push(`a ${payload}`));
    link.subscribe('desired', (payload) => heard.push(`b ${payload}`));
    await until('the retained one', () => heard.length === 2);
    off();
    off();
    await client.publishAsync(topicOf('box-1', 'desired'), 'second', { qos: 1 });
    await until('the second', () => heard.length === 3);
    expect(heard).toEqual(['a retained', 'b retained', 'b second']);
    await client.publishAsync(topicOf('box-1', 'desired'), '', { qos: 1, retain: true });
  });
});

test('a box that dies without a word is reported by its will', async () => {
  const broker = await mosquittoBroker();
  undo.push(() => broker.dispose());
  await broker.start();
  const { heard } = await listen(broker.url);
  const first = linkTo(broker.url);
  await until('the first birth', () => heard.length === 1);
  // A second connection with the same client id: the broker throws the first out, as after a crash with a fast restart.
  const second = startMqttLink({
    appliance: 'box-1',
    url: broker.url,
    agentVersion: '0.1.0',
    clock: systemClock,
    log: quietLog,
    random: () => 0.99,
  });
  undo.push(() => second.close());
  await until('will of the first and birth of the second', () => heard.length >= 3);
  await first.close();
  const deaths = heard.filter((one) => one.channel === 'death').map((one) => one.session);
  expect(deaths).toContain(heard[0]?.session);
});

test('with nobody at the address a publish fails at once, and closing ends every attempt', async () => {
  const link = linkTo(`mqtt://127.0.0.1:${await freePort()}`);
  expect(await link.publish('events', 'x')).toMatchObject({ ok: false, error: { code: 'LNK_NOT_CONNECTED' } });
  expect(link.since).toBeNull();
  await link.close();
  await link.close();
});
