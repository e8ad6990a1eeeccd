// Sends what the spool holds and releases what the center's database has committed. A broker's PUBACK means nothing
// here: only the message on `ack` does. Everything may be sent more than once; the key makes that harmless.
import { eventAckSchema, packBatch, type SpooledRecord } from '@omamori/contract/event-envelope';
import type { MqttLink } from '../../mqtt-link/mqtt-link.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import type { Spool } from '../spool/spool.ts';
import { type FlyingBatch, InFlight } from './in-flight.ts';
import { SendCursor } from './pick-batch.ts';

const MOST_IN_FLIGHT = 4;
const MAX_ACK_BYTES = 64 * 1024;

export interface UplinkOptions {
  readonly appliance: string;
  readonly spool: Pick<Spool, 'epoch' | 'opened' | 'peek' | 'read' | 'release' | 'giveUp' | 'lastSequence' | 'dropped'>;
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
  #opened: number;
  #owing = false;

  constructor(options: UplinkOptions) {
    this.#opened = options.spool.opened;
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
    if (!released.ok && !this.#owing) {
      this.#options.log.error(
        { error: released.error },
        'acknowledged records stay a while: the spool cannot be written',
      );
    }
    this.#owing = !released.ok;
    const nowMs = this.#options.clock.monotonicMs();
    this.#inFlight.acknowledge(ack.ranges, nowMs);
    this.#inFlight.hurry(nowMs);
    this.wake();
  }

  wake(): void {
    if (this.#closed || !this.#options.link.connected) return;
    this.#beginAnew();
    this.#resendDue();
    this.#sendNew();
    this.#setTimer();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** The spool's file was opened anew: epoch and records may be others now. */
  #beginAnew(): void {
    const { spool } = this.#options;
    if (this.#opened === spool.opened) return;
    this.#opened = spool.opened;
    this.#inFlight.clear();
    this.#cursor.beginSession(spool.lastSequence());
  }

  #setTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    const dueMs = this.#inFlight.nextDueMs();
    if (dueMs === null) return;
    this.#timer = setTimeout(() => this.wake(), Math.max(10, dueMs - this.#options.clock.monotonicMs()));
    this.#timer.unref();
  }

  #resendDue(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const batch of this.#inFlight.due(nowMs)) {
      const verdict = this.#inFlight.judge(batch);
      if (verdict === 'halve') this.#inFlight.halve(batch, nowMs);
      else if (verdict === 'give-up') this.#giveUp(batch);
    }
    for (const batch of this.#inFlight.due(nowMs)) {
      const records = this.#options.spool.read([...batch.sequences]);
      if (records.length === 0) {
        this.#inFlight.remove(batch);
        continue;
      }
      this.#inFlight.resent(batch, nowMs);
      this.#publish(records);
    }
  }

  /** One record that the center never takes must not stand before all others for ever. */
  #giveUp(batch: FlyingBatch): void {
    this.#inFlight.remove(batch);
    const { log, spool } = this.#options;
    const [sequence = 0] = batch.sequences;
    log.error({ code: 'UPL_RECORD_REFUSED', sequence }, 'the center takes others but not this record: it is set aside');
    const gone = spool.giveUp(sequence);
    if (!gone.ok) log.warn({ error: gone.error }, 'the refused record stays: the spool cannot be written');
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
