/**
 * Runs inside the worker: one socket, one blocking poll, no event loop. Datagrams are appended to a batch buffer,
 * indexed, and the buffer is handed over whole. All memory is bounded: one receive buffer, MOST_BATCHES batches.
 */
import { EAGAIN, EINTR, ENOBUFS } from '../netlink/errno.ts';
import { forEachMessage, NLMSG_ERROR } from '../netlink/message.ts';
import type { NetlinkSocket } from '../netlink/socket.ts';
import { PACKET_MESSAGE } from './nflog-protocol.ts';
import { FIELD_COUNT, writeRecord } from './packet-record.ts';
import { BATCH_BYTES, SHARED, type WorkerOutput } from './worker-message.ts';

export type Post = (message: WorkerOutput, transfer?: ArrayBuffer[]) => void;

/** A datagram is at most 128 KiB (NFULNL_NLBUFSIZ_MAX); a packet's message at least 36 bytes. */
const DATAGRAM_BYTES = 131_072;
const MOST_PACKETS = 4096;
const INDEX_ROWS = MOST_PACKETS + Math.ceil(DATAGRAM_BYTES / 36);

export class NflogReader {
  readonly #socket: NetlinkSocket;
  readonly #post: Post;
  readonly #shared: Int32Array;
  readonly #bytes = new Uint8Array(BATCH_BYTES + DATAGRAM_BYTES);
  readonly #index = new Float64Array(INDEX_ROWS * FIELD_COUNT);
  #used = 0;
  #count = 0;

  constructor(socket: NetlinkSocket, shared: Int32Array, post: Post) {
    this.#socket = socket;
    this.#shared = shared;
    this.#post = post;
  }

  /** Takes what is waiting, up to one batch. `onAck` gets the errno (0 = fine) of each answer to a request. */
  drain(onAck: (sequence: number, errno: number) => void): void {
    while (this.#used < BATCH_BYTES && this.#count < MOST_PACKETS) {
      const room = this.#bytes.subarray(this.#used, this.#used + DATAGRAM_BYTES);
      const received = this.#socket.receive(room);
      if (received === -EAGAIN) break;
      if (received === -EINTR) continue;
      if (received === -ENOBUFS) {
        Atomics.add(this.#shared, SHARED.overruns, 1);
        continue;
      }
      if (received < 0) throw new Error(`recv failed with errno ${-received}`);
      this.#takeDatagram(Math.min(received, DATAGRAM_BYTES), onAck);
      if (received > DATAGRAM_BYTES) this.#countMalformed();
    }
    this.flush();
  }

  flush(): void {
    if (this.#count > 0) this.#hand();
    this.#used = 0;
    this.#count = 0;
  }

  #hand(): void {
    // Exact copies: a batch is often one packet, and a transferred buffer is lost to this side whatever its size.
    const bytes = this.#bytes.slice(0, this.#used);
    const index = this.#index.slice(0, this.#count * FIELD_COUNT);
    Atomics.add(this.#shared, SHARED.inFlight, 1);
    this.#post({ kind: 'batch', bytes, index, count: this.#count }, [bytes.buffer, index.buffer]);
  }

  #takeDatagram(length: number, onAck: (sequence: number, errno: number) => void): void {
    const base = this.#used;
    const view = new DataView(this.#bytes.buffer, 0, base + length);
    const arrivalMs = Date.now();
    this.#used += (length + 7) & ~7;
    const datagram = new DataView(this.#bytes.buffer, base, length);
    const whole = forEachMessage(datagram, length, (type, start, end) => {
      if (type === NLMSG_ERROR) {
        // nlmsgerr { s32 error; nlmsghdr of the request }
        if (end - start >= 36) onAck(datagram.getUint32(start + 28, true), -datagram.getInt32(start + 16, true));
      } else if (type === PACKET_MESSAGE) {
        this.#takePacket(view, base + start, base + end, arrivalMs);
      }
    });
    if (!whole) this.#countMalformed();
  }

  #takePacket(view: DataView, start: number, end: number, arrivalMs: number): void {
    const from = this.#count * FIELD_COUNT;
    const row = this.#index.subarray(from, from + FIELD_COUNT);
    if (row.length === FIELD_COUNT && writeRecord(row, view, start, end, arrivalMs)) this.#count += 1;
    else this.#countMalformed();
  }

  #countMalformed(): void {
    Atomics.add(this.#shared, SHARED.malformed, 1);
  }
}
