// The agent's one connection to the center: reconnects by itself, never queues. What must not be lost is the
// spool's business; a publish fails at once while the link is down.
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type Channel, parseTopic, topicOf } from '@omamori/contract/topics';
import { isoOf } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { reconnectDelayMs } from './back-off.ts';
import { openSession, type Session, type SessionOptions, type TlsFiles } from './open-session.ts';

/** A session that lived this long ends the back-off; a broker that throws us out at once does not. */
const STABLE_MS = 5000;
const PUBLISH_TIMEOUT_MS = 10_000;
/** Publishes without an answer yet; above it the caller is told to wait. */
const MAX_IN_FLIGHT = 64;

export type MessageHandler = (payload: Buffer) => void;
export type StateListener = (connected: boolean) => void;

export interface PublishOptions {
  readonly retain?: boolean;
  readonly qos?: 0 | 1;
}

export interface MqttLink {
  readonly connected: boolean;
  /** When `connected` last changed, UTC; null before the first connection. */
  readonly since: string | null;
  /** Errors: LNK_NOT_CONNECTED (at once), LNK_TIMEOUT, LNK_BUSY, LNK_PUBLISH_FAILED. Ok is the broker's word only. */
  publish(channel: Channel, payload: string | Uint8Array, options?: PublishOptions): Promise<Result<void>>;
  /** Returns off. The broker is asked for the channel once, however many handlers it has. */
  subscribe(channel: Channel, onMessage: MessageHandler): () => void;
  /** Called at each change, not with the present state. Returns off. */
  onState(listener: StateListener): () => void;
  /** Ends the present session, so that the next one is made at once, over the addresses and routes of now. */
  renew(): void;
  close(): Promise<void>;
}

export interface LinkTarget {
  readonly url: string;
  readonly tls?: TlsFiles;
}

export interface LinkOptions extends Omit<SessionOptions, 'url' | 'tls'> {
  /** A function is asked at each try; null: there is nowhere to go yet, `renew` says when there is. */
  readonly url: string | (() => LinkTarget | null);
  readonly log: Log;
  /** In [0, 1); tests replace it. */
  readonly random?: () => number;
}

export function startMqttLink(options: LinkOptions): MqttLink {
  return new ReconnectingLink(options);
}

class ReconnectingLink implements MqttLink {
  readonly #options: LinkOptions;
  readonly #handlers = new Map<Channel, Set<MessageHandler>>();
  readonly #listeners = new Set<StateListener>();
  #session: Session | null = null;
  #connected = false;
  #since: string | null = null;
  #failures = 0;
  #readyAt = 0;
  #inFlight = 0;
  /** The present session has asked for its channels: later ones are asked for one by one. */
  #introduced = false;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: LinkOptions) {
    this.#options = options;
    // In the next turn, so that whoever composes the agent can subscribe first.
    this.#timer = setTimeout(() => this.#open(), 0);
  }

  get connected(): boolean {
    return this.#connected;
  }

  get since(): string | null {
    return this.#since;
  }

  async publish(channel: Channel, payload: string | Uint8Array, options: PublishOptions = {}): Promise<Result<void>> {
    const session = this.#session;
    if (!this.#connected || session === null) return err('LNK_NOT_CONNECTED', 'There is no connection to the center.');
    if (this.#inFlight >= MAX_IN_FLIGHT) return err('LNK_BUSY', 'Too many messages wait for the broker.');
    this.#inFlight += 1;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Result<void>>((resolve) => {
      timer = setTimeout(() => resolve(err('LNK_TIMEOUT', 'The broker did not answer in time.')), PUBLISH_TIMEOUT_MS);
    });
    const topic = topicOf(this.#options.appliance, channel);
    const body = typeof payload === 'string' ? payload : Buffer.from(payload);
    const sent = session.client
      .publishAsync(topic, body, { qos: options.qos ?? 1, retain: options.retain ?? false })
      .then(
        () => ok<void>(undefined),
        (thrown: unknown) =>
          err('LNK_PUBLISH_FAILED', 'The broker did not take the message.', { cause: causeOf(thrown) }),
      );
    const outcome = await Promise.race([sent, patience]);
    clearTimeout(timer);
    this.#inFlight -= 1;
    return outcome;
  }

  subscribe(channel: Channel, onMessage: MessageHandler): () => void {
    const handlers = this.#handlers.get(channel) ?? new Set();
    const first = !this.#handlers.has(channel);
    handlers.add(onMessage);
    this.#handlers.set(channel, handlers);
    if (first && this.#session !== null && this.#introduced) this.#subscribeLate(this.#session, channel);
    return () => handlers.delete(onMessage);
  }

  onState(listener: StateListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  renew(): void {
    if (this.#closed) return;
    this.#failures = 0;
    if (this.#session !== null) return void this.#session.client.stream.destroy(); // its end opens the next one
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#open();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const session = this.#session;
    this.#session = null;
    this.#setConnected(false);
    if (session !== null) await session.end(true);
  }

  #open(): void {
    this.#timer = null;
    if (this.#closed) return;
    const { url, ...options } = this.#options;
    const target = typeof url === 'string' ? { url } : url();
    if (target === null) return;
    this.#introduced = false;
    const channels = (): readonly Channel[] => {
      this.#introduced = true;
      return [...this.#handlers.keys()];
    };
    this.#session = openSession({ ...options, ...target }, channels, {
      onReady: () => {
        this.#readyAt = this.#options.clock.monotonicMs();
        this.#options.log.info('connected to the center');
        this.#setConnected(true);
      },
      onEnded: (cause) => this.#reopenLater(cause),
      onMessage: (topic, payload) => this.#dispatch(topic, payload),
    });
  }

  #reopenLater(cause: string): void {
    const wasStable = this.#connected && this.#options.clock.monotonicMs() - this.#readyAt >= STABLE_MS;
    const failures = wasStable ? 0 : this.#failures;
    this.#failures = failures + 1;
    this.#session = null;
    this.#setConnected(false);
    if (this.#closed) return;
    const delayMs = reconnectDelayMs(failures, (this.#options.random ?? Math.random)());
    this.#options.log.warn({ code: 'LNK_DOWN', cause, delayMs }, 'no connection to the center');
    this.#timer = setTimeout(() => this.#open(), delayMs);
  }

  /** The channel was not among those the session asked for at its start: ask now; a failure ends the session. */
  #subscribeLate(session: Session, channel: Channel): void {
    session.client.subscribe(topicOf(this.#options.appliance, channel), { qos: 1 }, (error) => {
      if (error === null || error === undefined || this.#session !== session) return;
      session.client.stream.destroy();
    });
  }

  #dispatch(topic: string, payload: Buffer): void {
    const parsed = parseTopic(topic);
    if (!parsed.ok || parsed.value.appliance !== this.#options.appliance) return;
    for (const handler of [...(this.#handlers.get(parsed.value.channel) ?? [])]) handler(payload);
  }

  #setConnected(connected: boolean): void {
    if (this.#connected === connected) return;
    this.#connected = connected;
    this.#since = isoOf(this.#options.clock.nowMs());
    for (const listener of [...this.#listeners]) listener(connected);
  }
}
