import { randomBytes } from 'node:crypto';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type Channel, everyAppliance, parseTopic } from '@omamori/contract/topics';
import type { IPublishPacket } from 'mqtt';
import type { Log } from '../log.ts';
import { type BrokerConnection, type Dial, openConnection } from './broker-connection.ts';
import type { IncomingMessage, MqttLinkOfCenter } from './mqtt-link.ts';

/** Handlers at work at once; beyond it the link does not read. */
const MAX_AT_WORK = 16;
const PUBLISH_TIMEOUT_MS = 10_000;
type Handler = (message: IncomingMessage) => Promise<void>;

/**
 * Two connections: one that reads, one that writes. A reader held back by a slow database must not hold back the
 * broker's answers to what the handlers publish; with one connection each would wait for the other.
 */
export function createMqttLink(dial: Dial, log: Log): MqttLinkOfCenter {
  const handlers = new Map<Channel, Handler>();
  const listeners: ((connected: boolean) => void)[] = [];
  const connections: { reader?: BrokerConnection; writer?: BrokerConnection } = {};
  let announced = false;
  const isUp = (): boolean => connections.reader?.ready === true && connections.writer?.ready === true;
  const onReady = (): void => {
    if (isUp() === announced) return;
    announced = isUp();
    log.info({ connected: announced }, announced ? 'connected to the broker' : 'the broker is away');
    for (const listener of listeners) listener(announced);
  };
  const onTrouble = (cause: string): void => log.warn({ code: 'CTR_BROKER_AWAY', cause }, 'trouble with the broker');
  return {
    get connected() {
      return isUp();
    },
    publish: (topic, payload, options) => publish(connections.writer, topic, payload, options.retain),
    onMessage: (channel, handler) => {
      handlers.set(channel, handler);
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
    start: async () => {
      const name = `center-${randomBytes(6).toString('hex')}`;
      const topics = [...handlers.keys()].map((channel) => everyAppliance(channel));
      const onPacket = boundedDispatch(handlers, log);
      connections.writer = openConnection({ dial, clientId: `${name}-out`, topics: [], onReady, onTrouble });
      connections.reader = openConnection({ dial, clientId: `${name}-in`, topics, onReady, onTrouble, onPacket });
      return ok(undefined);
    },
    close: async () => {
      await Promise.all([connections.reader?.close(), connections.writer?.close()]);
    },
  };
}

/** Runs up to MAX_AT_WORK handlers; the packet that would be one more waits, and with it the connection. */
function boundedDispatch(handlers: ReadonlyMap<Channel, Handler>, log: Log) {
  let atWork = 0;
  let waiting: (() => void) | undefined;
  const finished = (): void => {
    atWork -= 1;
    const next = waiting;
    waiting = undefined;
    next?.();
  };
  return (packet: IPublishPacket, done: () => void): void => {
    const topic = parseTopic(packet.topic);
    const handler = topic.ok ? handlers.get(topic.value.channel) : undefined;
    // An empty retained payload is how MQTT deletes one (3.1.1 §3.3.1.3): nothing to read.
    if (!topic.ok || handler === undefined || packet.payload.length === 0) {
      done();
      return;
    }
    atWork += 1;
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    handler({ ...topic.value, payload, retained: packet.retain })
      .catch((thrown: unknown) => {
        log.error({ code: 'CTR_HANDLER_FAILED', topic: packet.topic, cause: causeOf(thrown) }, 'a message failed');
      })
      .finally(finished);
    if (atWork < MAX_AT_WORK) done();
    else waiting = done;
  };
}

async function publish(
  writer: BrokerConnection | undefined,
  topic: string,
  payload: string | Uint8Array,
  retain: boolean,
): Promise<Result<void>> {
  if (writer === undefined || !writer.ready)
    return err('CTR_BROKER_AWAY', 'The broker cannot be reached at the moment.');
  let timer: NodeJS.Timeout | undefined;
  try {
    const body = typeof payload === 'string' ? payload : Buffer.from(payload);
    const sent = writer.client.publishAsync(topic, body, { qos: 1, retain });
    // After the time-out the late answer of `sent` is of no interest, but must not end the process when it fails.
    sent.catch(() => undefined);
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('no answer from the broker')), PUBLISH_TIMEOUT_MS);
    });
    await Promise.race([sent, late]);
    return ok(undefined);
  } catch (thrown) {
    return err('CTR_PUBLISH_FAILED', 'The broker did not take a message.', { topic, cause: causeOf(thrown) });
  } finally {
    clearTimeout(timer);
  }
}
