// Sends what the spool holds and releases what the center's database has committed. A broker's PUBACK means nothing
// here: only the message on `ack` does. Everything may be sent more than once; the key makes that harmless.
import { eventAckSchema, packBatch, type SpooledRecord } from '@omamori/contract/event-envelope';
import type { MqttLink } from '../../mqtt-link/mqtt-link.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Spool } from '../spool/spool.ts';
import { InFlight } from './in-flight.ts';
import { SendCursor } from './pick-batch.ts';

const MOST_IN_FLIGHT = 4;
const MAX_ACK_BYTES = 64 * 1024;

export interface UplinkOptions {
  readonly appliance: string;
  readonly spool: Pick<Spool, 'epoch' | 'peek' | 'read' | 'release' | 'lastSequence' | 'dropped'>;
  readonly link: Pick<MqttLink, 'connected' | 'publish' | 'subscribe' | 'onState'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a batch waits for its first acknowledgement before it is sent again; default 5 s. */
  readonly firstWaitMs?: number;
}

export interface Uplink {
  /** New records are in the spool. */
  wake(): void;
  close(): void;
}

export function startUplink(options: UplinkOptions): Uplink {
  const sender = new BatchSender(options);
  const offAck = options.link.subscribe('ack', (payload) => sender.onAck(payload));
  const offState = options.link.onState((connected) => sender.onLink(connected));
  if (options.link.connected) sender.onLink(true);
  return {
    wake: () => sender.wake(),
    close: () => {
      offAck();
      offState();
      sender.close();
    },
  };
}

class BatchSender {
  readonly #options: UplinkOptions;
  readonly #inFlight: InFlight;
  readonly #cursor = new SendCursor();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#inFlight = new InFlight(MOST_IN_FLIGHT, options.firstWaitMs);
  }

  onLink(connected: boolean): void {
    this.#inFlight.clear();
    if (!connected) return;
    this.#cursor.beginSession(this.#options.spool.lastSequence());
    this.wake();
  }

  /** One that is damaged or of another epoch changes nothing; one without ranges says only that the center is back. */
  onAck(payload: Buffer): void {
    const ack = parseAck(payload);
    if (this.#closed || ack === null || ack.epoch !== this.#options.spool.epoch) return;
    const released = this.#options.spool.release(ack.ranges);
    if (!released.ok) {
      this.#options.log.error({ error: released.error }, 'acknowledged records stay: the spool cannot be written');
      return;
    }
    this.#inFlight.acknowledge(ack.ranges);
    this.#inFlight.hurry(this.#options.clock.monotonicMs());
    this.wake();
  }

  wake(): void {
    if (this.#closed || !this.#options.link.connected) return;
    this.#resendDue();
    this.#sendNew();
    this.#setTimer();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #setTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const dueMs = this.#inFlight.nextDueMs();
    if (dueMs === null) return;
    this.#timer = setTimeout(() => this.wake(), Math.max(10, dueMs - this.#options.clock.monotonicMs()));
    this.#timer.unref();
  }

  #resendDue(): void {
    for (const batch of this.#inFlight.due(this.#options.clock.monotonicMs())) {
      const records = this.#options.spool.read([...batch.sequences]);
      if (records.length === 0) {
        this.#inFlight.remove(batch);
        continue;
      }
      this.#inFlight.resent(batch, this.#options.clock.monotonicMs());
      this.#publish(records);
    }
  }

  #sendNew(): void {
    while (this.#inFlight.hasRoom) {
      const records = this.#cursor.next(this.#options.spool);
      if (records.length === 0) return;
      const sequences = records.map((record) => record.sequence);
      this.#inFlight.add(sequences, this.#options.clock.monotonicMs());
      this.#publish(records);
    }
  }

  /** The broker's answer is not waited for: the acknowledgement that counts comes on its own topic. */
  #publish(records: SpooledRecord[]): void {
    const { appliance, spool, link, log } = this.#options;
    const message = packBatch({ v: 1, appliance, epoch: spool.epoch, dropped: spool.dropped(), records });
    link.publish('events', message, { qos: 1 }).then(
      (sent) => {
        if (sent.ok || sent.error.code === 'LNK_NOT_CONNECTED') return;
        log.warn({ error: sent.error }, 'a batch of detections is sent again later');
      },
      (thrown: unknown) => log.error({ code: 'UPL_SEND_FAILED', cause: String(thrown) }, 'a batch was not sent'),
    );
  }
}

function parseAck(payload: Buffer) {
  if (payload.length > MAX_ACK_BYTES) return null;
  let value: unknown;
  try {
    value = JSON.parse(payload.toString('utf8'));
  } catch {
    return null;
  }
  const parsed = eventAckSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}
