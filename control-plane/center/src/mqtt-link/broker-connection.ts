// One MQTT connection that comes back by itself: jittered back-off from 0.25 s to 30 s, subscriptions made anew.
import { causeOf } from '@omamori/contract/result';
import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
const KEEP_ALIVE_SECONDS = 15;

export interface BrokerConnection {
  readonly client: MqttClient;
  readonly ready: boolean;
  close(): Promise<void>;
}

/** How a connection is made: a broker's URL, or a stream into the broker inside this process. */
export type Dial = (options: mqtt.IClientOptions) => MqttClient;

export function openConnection(options: {
  readonly dial: Dial;
  readonly clientId: string;
  readonly topics: readonly string[];
  readonly onReady: (ready: boolean) => void;
  readonly onTrouble: (cause: string) => void;
  /** Calls back when the packet is dealt with; until then no further packet is read. */
  readonly onPacket?: (packet: IPublishPacket, done: () => void) => void;
}): BrokerConnection {
  const client = options.dial({
    clientId: options.clientId,
    clean: true,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    keepalive: KEEP_ALIVE_SECONDS,
    connectTimeout: 10_000,
    protocolVersion: 4,
  });
  const state = { ready: false, failures: 0, closing: false, timer: undefined as NodeJS.Timeout | undefined };
  const setReady = (ready: boolean): void => {
    if (state.ready === ready) return;
    state.ready = ready;
    options.onReady(ready);
  };
  if (options.onPacket !== undefined) client.handleMessage = options.onPacket;
  client.on('connect', () => {
    void subscribeAll(client, options.topics).then(
      () => {
        state.failures = 0;
        setReady(true);
      },
      (thrown: unknown) => {
        options.onTrouble(causeOf(thrown));
        client.stream.destroy();
      },
    );
  });
  client.on('error', (cause) => options.onTrouble(cause.message));
  client.on('close', () => {
    setReady(false);
    if (state.closing) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(() => client.reconnect(), backOff(state.failures));
    state.failures += 1;
  });
  return {
    client,
    get ready() {
      return state.ready;
    },
    close: async () => {
      state.closing = true;
      clearTimeout(state.timer);
      await client.endAsync(true);
    },
  };
}

/** Half to whole of the doubled delay, so that many centers do not come back in step. */
export function backOff(failures: number, random: () => number = Math.random): number {
  const whole = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 20));
  return Math.round(whole * (0.5 + random() / 2));
}

async function subscribeAll(client: MqttClient, topics: readonly string[]): Promise<void> {
  if (topics.length === 0) return;
  const granted = await client.subscribeAsync([...topics], { qos: 1 });
  if (granted.some((grant) => grant.qos > 2)) throw new Error('the broker refused a subscription of the center');
}

/** What the center shows an outside broker, and whom it believes. */
export interface CenterTls {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

export const dialUrl =
  (url: string, tls?: CenterTls): Dial =>
  (options) =>
    mqtt.connect(url, {
      ...options,
      ...(tls === undefined ? {} : { ...tls, minVersion: 'TLSv1.3' as const, rejectUnauthorized: true }),
    });
