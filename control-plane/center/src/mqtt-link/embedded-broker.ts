// The broker inside the center (lab and small installations): TCP for the boxes, a stream within the process for the
// center. Refused by default: a box may use only the topics of one appliance, and only those that boxes may use.
import { createServer, type Server } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type Channel, parseTopic } from '@omamori/contract/topics';
import { Aedes, type Client } from 'aedes';
import { MqttClient } from 'mqtt';
import type { Dial } from './broker-connection.ts';

const FROM_BOX: ReadonlySet<Channel> = new Set([
  'birth',
  'death',
  'events',
  'reported',
  'inventory',
  'health',
  'result',
]);
const TO_BOX: ReadonlySet<Channel> = new Set(['ack', 'desired', 'command']);
const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

export interface EmbeddedBroker {
  readonly address: { readonly host: string; readonly port: number };
  readonly dial: Dial;
  close(): Promise<void>;
}

/** Starts the broker. Error: CTR_PORT_TAKEN. */
export async function startEmbeddedBroker(listen: { host: string; port: number }): Promise<Result<EmbeddedBroker>> {
  const ours = new WeakSet<object>();
  const broker = await createBroker(ours);
  const server = createServer((socket) => {
    broker.handle(socket);
  });
  try {
    await listenOn(server, listen);
  } catch (thrown) {
    await closeBroker(broker);
    return err('CTR_PORT_TAKEN', `The address ${listen.host}:${listen.port} for MQTT cannot be used.`, {
      cause: causeOf(thrown),
    });
  }
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  const dial: Dial = (options) =>
    new MqttClient(() => {
      const [near, far] = duplexPair();
      ours.add(far);
      broker.handle(far);
      return near as Duplex;
    }, options);
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await closeBroker(broker);
    await closed;
  };
  return ok({ address: { host: listen.host, port }, dial, close });
}

async function createBroker(ours: WeakSet<object>): Promise<Aedes> {
  const speaksFor = new WeakMap<Client, string>();
  const mayUse = (client: Client, topic: string, channels: ReadonlySet<Channel>): boolean => {
    const parsed = parseTopic(topic);
    if (!parsed.ok || !channels.has(parsed.value.channel)) return false;
    const bound = speaksFor.get(client) ?? parsed.value.appliance;
    speaksFor.set(client, bound);
    return bound === parsed.value.appliance;
  };
  return Aedes.createBroker({
    concurrency: 100,
    authorizePublish: (client, packet, callback) => {
      const allowed =
        client === null ||
        ours.has(client.conn) ||
        (mayUse(client, packet.topic, FROM_BOX) && packet.payload.length <= MAX_PAYLOAD_BYTES);
      callback(allowed ? null : new Error('this topic is not open to a box'));
    },
    authorizeSubscribe: (client, subscription, callback) => {
      const allowed = ours.has(client.conn) || mayUse(client, subscription.topic, TO_BOX);
      callback(null, allowed ? subscription : null);
    },
  });
}

function closeBroker(broker: Aedes): Promise<void> {
  return new Promise((resolve) => broker.close(() => resolve()));
}

function listenOn(server: Server, listen: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
