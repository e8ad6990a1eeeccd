// The broker inside the center (lab and small installations): mutual TLS for the boxes, a stream within the process for
// the center. Refused by default: a box may use only the topics of its own appliance, and only those that boxes may use.
import { createServer, type Server } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { clientIdOf, SPEAKER } from '@omamori/contract/topic-rights';
import { parseTopic } from '@omamori/contract/topics';
import { Aedes, type Client } from 'aedes';
import { MqttClient } from 'mqtt';
import { type BoxSessions, createBoxSessions, type MutualTls } from './box-sessions.ts';
import type { Dial } from './broker-connection.ts';

const MAX_PAYLOAD_BYTES = 4 * 1024 * 1024;

export interface EmbeddedBroker {
  readonly address: { readonly host: string; readonly port: number };
  readonly dial: Dial;
  close(): Promise<void>;
}

/** Who a connection speaks for. */
interface Speakers {
  readonly ours: WeakSet<object>;
  /** Null: without certificates, in labs alone; then a connection speaks for whom it named first. */
  readonly sessions: BoxSessions | null;
}

/** Starts the broker; without `tls` it takes anybody at his word, for labs. Error: CTR_PORT_TAKEN. */
export async function startEmbeddedBroker(
  listen: { host: string; port: number },
  tls: MutualTls | null,
): Promise<Result<EmbeddedBroker>> {
  const ours = new WeakSet<object>();
  const sessions = tls === null ? null : createBoxSessions(tls);
  const broker = await createBroker({ ours, sessions });
  const take = (stream: Duplex): void => void broker.handle(stream);
  const server = sessions === null ? createServer(take) : sessions.createServer(take);
  try {
    await listenOn(server, listen);
  } catch (thrown) {
    await closeBroker(broker);
    sessions?.close();
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
    sessions?.close();
    await closed;
  };
  return ok({ address: { host: listen.host, port }, dial, close });
}

async function createBroker({ ours, sessions }: Speakers): Promise<Aedes> {
  const named = new WeakMap<Client, string>();
  const speaksFor = (client: Client, topic: string): string | undefined => {
    if (sessions !== null) return sessions.applianceOf(client.conn);
    const bound = named.get(client) ?? topic;
    named.set(client, bound);
    return bound;
  };
  const mayUse = (client: Client, topic: string, as: 'box' | 'center'): boolean => {
    const parsed = parseTopic(topic);
    if (!parsed.ok || SPEAKER[parsed.value.channel] !== as) return false;
    return speaksFor(client, parsed.value.appliance) === parsed.value.appliance;
  };
  return Aedes.createBroker({
    concurrency: 100,
    authenticate: (client, _user, _password, callback) => {
      const appliance = sessions?.applianceOf(client.conn);
      // Another id would end the session of the box that has it (MQTT 3.1.1 §3.1.4-2).
      const isOwn = sessions === null || (appliance !== undefined && client.id === clientIdOf(appliance));
      callback(null, ours.has(client.conn) || isOwn);
    },
    authorizePublish: (client, packet, callback) => {
      const allowed =
        client === null ||
        ours.has(client.conn) ||
        (mayUse(client, packet.topic, 'box') && packet.payload.length <= MAX_PAYLOAD_BYTES);
      callback(allowed ? null : new Error('this topic is not open to a box'));
    },
    authorizeSubscribe: (client, subscription, callback) => {
      const allowed = ours.has(client.conn) || mayUse(client, subscription.topic, 'center');
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
