/**
 * NFQUEUE over netlink: packets that a queue rule hands to user space wait in the kernel for a verdict of this process, in
 * its network namespace. The callback decides at once; equal verdicts in a row are sent as one.
 */
import { Doorbell } from '../netlink/doorbell.ts';
import { EACCES, EAGAIN, EBUSY, EINTR, ENOBUFS, EPERM, errnoName } from '../netlink/errno.ts';
import { be32, buildRequest, forEachMessage, NLMSG_ERROR } from '../netlink/message.ts';
import { NetlinkSocket } from '../netlink/socket.ts';
import { createWakeUp } from '../netlink/wake-up.ts';
import { done, failed, type NftError, ok, type Result } from '../nft-error.ts';
import * as protocol from './nfqueue-protocol.ts';
import { type QueuePacket, readQueuePacket } from './queue-packet.ts';
import { VerdictSender } from './verdict-sender.ts';

export type QueueErrorCode =
  | 'NFT_QUEUE_BAD_OPTION'
  | 'NFT_QUEUE_TAKEN'
  | 'NFT_QUEUE_SOCKET'
  | 'NFT_QUEUE_WORKER'
  | 'NFT_PERMISSION';
export type QueueError = NftError<QueueErrorCode>;

/** `repeat` runs the packet through the hook again: change the mark with it, or it comes back for ever. */
export type QueueVerdict =
  | 'accept'
  | 'drop'
  | {
      readonly verdict: 'accept' | 'drop' | 'repeat';
      readonly mark: number;
      /** Goes on instead of the packet: a whole packet from the network header on, checksums included. */
      readonly payload?: Uint8Array;
    };

export interface NfqueueOptions {
  /** 0 to 65535; a queue has one reader. */
  readonly queue: number;
  /** Most bytes of a packet that are copied, default 65535; verdicts need none of them. */
  readonly copyRange?: number;
  /** Packets that may wait, default 1024. */
  readonly maxLength?: number;
  /** What the kernel does when that many wait: let through (true) or drop (false, default). */
  readonly failOpen?: boolean;
  /** Socket buffer in bytes, default 4 MiB. */
  readonly bufferBytes?: number;
  /** Must not throw. `hold`, with `mayHold` only: the packet waits until `decide` is called with its id. */
  readonly onPacket: (packet: QueuePacket) => QueueVerdict | 'hold';
  /** Verdicts are then sent one by one, because one for a run would also let go what is held. Default false. */
  readonly mayHold?: boolean;
  /** The reading thread died: the queue is closed. */
  readonly onFailure?: (error: QueueError) => void;
}

export interface NfqueueStats {
  readonly packets: number;
  readonly verdictMessages: number;
  /** Times the socket's buffer was full; the packets concerned were treated as if the queue were. */
  readonly overruns: number;
}

export interface Nfqueue {
  readonly stats: NfqueueStats;
  /** Verdict of a packet that was held; an id twice, or after close, changes nothing. */
  decide(id: number, verdict: QueueVerdict): void;
  /** Packets that still wait are dropped by the kernel, or let through where the rule says bypass. */
  close(): Promise<void>;
}

export async function openNfqueue(options: NfqueueOptions): Promise<Result<Nfqueue, QueueError>> {
  const { queue, copyRange = 65_535, maxLength = 1024, bufferBytes = 4_194_304 } = options;
  const fits = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  if (!fits(queue, 0, 65_535) || !fits(copyRange, 0, 65_535) || !fits(maxLength, 1, 1_000_000)) {
    return failed({ code: 'NFT_QUEUE_BAD_OPTION', message: 'queue and copyRange 0 to 65535, maxLength 1 to 1000000' });
  }
  const socket = NetlinkSocket.open();
  if (typeof socket === 'number') {
    return failed({ code: 'NFT_QUEUE_SOCKET', message: 'no netlink socket', detail: errnoName(-socket) });
  }
  socket.setReceiveBuffer(bufferBytes);
  const bound = bindQueue(socket, queue, { copyRange, maxLength, failOpen: options.failOpen === true });
  const wakeUp = bound.ok ? createWakeUp() : undefined;
  if (!bound.ok || wakeUp === undefined) {
    socket.close();
    return bound.ok ? failed({ code: 'NFT_QUEUE_SOCKET', message: 'no wake-up descriptor' }) : bound;
  }
  return ok(new QueueSession(options, socket, wakeUp));
}

class QueueSession implements Nfqueue {
  readonly #options: NfqueueOptions;
  readonly #socket: NetlinkSocket;
  readonly #verdicts: VerdictSender;
  readonly #doorbell: Doorbell;
  readonly #buffer = new Uint8Array(131_072);
  readonly #view = new DataView(this.#buffer.buffer);
  #closed: Promise<void> | undefined;
  #packets = 0;
  #overruns = 0;

  constructor(options: NfqueueOptions, socket: NetlinkSocket, wakeUp: NonNullable<ReturnType<typeof createWakeUp>>) {
    this.#options = options;
    this.#socket = socket;
    this.#verdicts = new VerdictSender(socket, options.queue, options.mayHold === true);
    this.#doorbell = new Doorbell(
      socket.fd,
      wakeUp,
      () => this.#drain(),
      (detail) => {
        void this.close();
        options.onFailure?.({ code: 'NFT_QUEUE_WORKER', message: 'the reading thread failed', detail });
      },
    );
  }

  get stats(): NfqueueStats {
    return { packets: this.#packets, verdictMessages: this.#verdicts.sent, overruns: this.#overruns };
  }

  decide(id: number, verdict: QueueVerdict): void {
    if (this.#closed !== undefined) return;
    this.#verdicts.add(id, verdict);
    this.#verdicts.flush();
  }

  async close(): Promise<void> {
    this.#closed ??= this.#doorbell.stop().then(() => this.#socket.close());
    await this.#closed;
  }

  /** At most so many datagrams a ring, so that other work of the thread gets its turn. */
  #drain(): void {
    for (let datagrams = 0; datagrams < 512 && this.#closed === undefined; datagrams += 1) {
      const received = this.#socket.receive(this.#buffer);
      if (received === -EAGAIN) break;
      if (received === -ENOBUFS) this.#overruns += 1;
      if (received === -EINTR || received === -ENOBUFS) continue;
      if (received < 0) break;
      forEachMessage(this.#view, Math.min(received, this.#buffer.length), (type, start, end) => {
        if (type === protocol.PACKET_MESSAGE) this.#decide(start, end);
      });
    }
    this.#verdicts.flush();
  }

  #decide(start: number, end: number): void {
    const packet = readQueuePacket(this.#view, start, end);
    if (packet === undefined) return;
    this.#packets += 1;
    const verdict = this.#options.onPacket(packet);
    // Without mayHold a held packet would go with its neighbours' verdict: it goes at once instead.
    if (verdict !== 'hold') this.#verdicts.add(packet.id, verdict);
    else if (this.#options.mayHold !== true) this.#verdicts.add(packet.id, 'accept');
  }
}

interface Settings {
  readonly copyRange: number;
  readonly maxLength: number;
  readonly failOpen: boolean;
}

/** The answers are in the socket when send() returns. */
function bindQueue(socket: NetlinkSocket, queue: number, settings: Settings): Result<undefined, QueueError> {
  const command = Uint8Array.of(protocol.NFQNL_CFG_CMD_BIND, 0, 0, 0);
  const mode = new Uint8Array(5);
  mode.set(be32(settings.copyRange));
  mode[4] = protocol.NFQNL_COPY_PACKET;
  const flag = be32(protocol.NFQA_CFG_F_FAIL_OPEN);
  const steps = [
    [{ type: protocol.NFQA_CFG_CMD, value: command }],
    [
      { type: protocol.NFQA_CFG_PARAMS, value: mode },
      { type: protocol.NFQA_CFG_QUEUE_MAXLEN, value: be32(settings.maxLength) },
      { type: protocol.NFQA_CFG_FLAGS, value: settings.failOpen ? flag : be32(0) },
      { type: protocol.NFQA_CFG_MASK, value: flag },
    ],
  ];
  for (const [sequence, attributes] of steps.entries()) {
    const sent = socket.send(buildRequest(protocol.CONFIG_MESSAGE, sequence, 0, queue, attributes));
    const errno = sent < 0 ? -sent : readAnswer(socket);
    if (errno !== 0) return failed(bindError(queue, errno));
  }
  return done;
}

function readAnswer(socket: NetlinkSocket): number {
  const buffer = new Uint8Array(65_536);
  const view = new DataView(buffer.buffer);
  for (let tries = 0; tries < 1000; tries += 1) {
    const received = socket.receive(buffer);
    if (received < 0) return -received;
    let errno: number | undefined;
    forEachMessage(view, received, (type, start) => {
      if (type === NLMSG_ERROR) errno = -view.getInt32(start + 16, true);
    });
    if (errno !== undefined) return errno;
  }
  return EAGAIN;
}

/** The kernel says EPERM also for a queue that another socket reads. */
function bindError(queue: number, errno: number): QueueError {
  if (errno === EBUSY || (errno === EPERM && process.geteuid?.() === 0)) {
    return { code: 'NFT_QUEUE_TAKEN', message: `queue ${queue} is read by another socket`, detail: errnoName(errno) };
  }
  if (errno === EPERM || errno === EACCES)
    return { code: 'NFT_PERMISSION', message: 'reading NFQUEUE needs CAP_NET_ADMIN' };
  return { code: 'NFT_QUEUE_SOCKET', message: `the kernel refused queue ${queue}`, detail: errnoName(errno) };
}
