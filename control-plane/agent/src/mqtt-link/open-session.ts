// One MQTT session: connect with its own last will, subscribe, say birth. A session is never reused: the next
// connection gets a new id, so that a late will of the old one cannot mark a live box dead.
import { randomUUID } from 'node:crypto';
import type { SessionMessage } from '@omamori/contract/health';
import type { Channel } from '@omamori/contract/topics';
import { topicOf } from '@omamori/contract/topics';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { type Clock, isoOf } from '../platform/clock.ts';

const KEEPALIVE_S = 15;
const CONNECT_TIMEOUT_MS = 10_000;

export interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export interface SessionOptions {
  readonly appliance: string;
  readonly url: string;
  readonly agentVersion: string;
  readonly clock: Clock;
  readonly tls?: TlsFiles;
}

export interface SessionEvents {
  /** Subscribed and born: from now on nothing that the center sends is missed. */
  readonly onReady: () => void;
  /** Called once, whatever ended the session; `cause` is for the log. */
  readonly onEnded: (cause: string) => void;
  readonly onMessage: (topic: string, payload: Buffer) => void;
}

export interface Session {
  readonly client: MqttClient;
  /** Leaves without the will being published when `polite`, as a crash would otherwise. */
  end(polite: boolean): Promise<void>;
}

/** `channels` is asked when the connection stands, so that none named in the meantime is missed. */
export function openSession(
  options: SessionOptions,
  channels: () => readonly Channel[],
  events: SessionEvents,
): Session {
  const session = randomUUID();
  const client = connect(options.url, clientOptions(options, session));
  let ended = false;
  const endOnce = (cause: string): void => {
    if (ended) return;
    ended = true;
    client.end(true);
    events.onEnded(cause);
  };
  let lastError = 'the connection was closed';
  client.on('error', (error) => {
    lastError = error.message === '' && 'code' in error ? String(error.code) : error.message;
    endOnce(lastError);
  });
  client.on('close', () => endOnce(lastError));
  client.on('message', (topic, payload) => {
    if (!ended) events.onMessage(topic, payload);
  });
  client.on('connect', () => {
    introduce(client, options, session, channels()).then(
      () => {
        if (!ended) events.onReady();
      },
      (thrown: unknown) => endOnce(thrown instanceof Error ? thrown.message : String(thrown)),
    );
  });
  return {
    client,
    end: async (polite) => {
      ended = true;
      const canSpeak = polite && client.connected;
      if (canSpeak) await sayGoodbye(client, options, session);
      await client.endAsync(!canSpeak || !client.connected);
    },
  };
}

async function introduce(
  client: MqttClient,
  options: SessionOptions,
  session: string,
  channels: readonly Channel[],
): Promise<void> {
  if (channels.length > 0) {
    const granted = await client.subscribeAsync(
      channels.map((channel) => topicOf(options.appliance, channel)),
      { qos: 1 },
    );
    const refused = granted.find((grant) => grant.qos > 2);
    if (refused !== undefined) throw new Error(`the broker refused the subscription of ${refused.topic}`);
  }
  const birth = sessionMessage(options, session, isoOf(options.clock.nowMs()));
  await client.publishAsync(topicOf(options.appliance, 'birth'), birth, { qos: 1, retain: true });
}

/** A broker that hangs must not hold up the agent's end. */
async function sayGoodbye(client: MqttClient, options: SessionOptions, session: string): Promise<void> {
  const death = sessionMessage(options, session, isoOf(options.clock.nowMs()));
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 1000);
  });
  const goodbye = client.publishAsync(topicOf(options.appliance, 'death'), death, { qos: 1, retain: true }).then(
    () => undefined,
    () => undefined, // the will says the same when the broker notices that we are gone
  );
  await Promise.race([goodbye, patience]);
  clearTimeout(timer);
}

function clientOptions(options: SessionOptions, session: string): IClientOptions {
  return {
    clientId: `omamori-${options.appliance}`,
    clean: true,
    protocolVersion: 4,
    keepalive: KEEPALIVE_S,
    connectTimeout: CONNECT_TIMEOUT_MS,
    reconnectPeriod: 0,
    queueQoSZero: false,
    resubscribe: false,
    will: {
      topic: topicOf(options.appliance, 'death'),
      payload: Buffer.from(sessionMessage(options, session, null)),
      qos: 1,
      retain: true,
    },
    ...(options.tls === undefined ? {} : { ...options.tls, minVersion: 'TLSv1.3' as const, rejectUnauthorized: true }),
  };
}

function sessionMessage(options: SessionOptions, session: string, at: string | null): string {
  const message: SessionMessage = {
    v: 1,
    appliance: options.appliance,
    session,
    at,
    agentVersion: options.agentVersion,
  };
  return JSON.stringify(message);
}
