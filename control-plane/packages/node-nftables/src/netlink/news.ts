/**
 * Multicast news of the kernel as an async iterable. The socket is asked every 50 ms without blocking; whoever is slow to
 * take them leaves them in the kernel's buffer (1 MiB), and what overflows is told as `overrun`.
 */
import { EAGAIN, ENOBUFS } from './errno.ts';
import { forEachMessage } from './message.ts';
import type { NetlinkSocket } from './socket.ts';

const POLL_MS = 50;
const BUFFER_BYTES = 1_048_576;
const MOST_PENDING = 4096;

/** One message; undefined for what is no news. */
export type NewsDecoder<T> = (view: DataView, type: number, start: number, end: number) => T | undefined;

export class News<T> implements AsyncIterableIterator<T> {
  readonly #read: NewsDecoder<T>;
  readonly #overrun: T;
  readonly #socket: NetlinkSocket;
  readonly #buffer = new Uint8Array(65_536);
  readonly #view = new DataView(this.#buffer.buffer);
  #pending: T[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(socket: NetlinkSocket, groups: readonly number[], decode: NewsDecoder<T>, overrun: T) {
    this.#read = decode;
    this.#overrun = overrun;
    this.#socket = socket;
    socket.setReceiveBuffer(BUFFER_BYTES);
    for (const group of groups) socket.joinGroup(group);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    while (!this.#closed) {
      const event = this.#pending.shift();
      if (event !== undefined) return { done: false, value: event };
      this.#drain();
      if (this.#pending.length === 0) await this.#pause();
    }
    return { done: true, value: undefined };
  }

  /** Ends the iteration, also one that waits. */
  async return(): Promise<IteratorResult<T, undefined>> {
    if (!this.#closed) {
      this.#closed = true;
      this.#socket.close();
      this.#pending = [];
      this.#wake?.();
    }
    return { done: true, value: undefined };
  }

  async #pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  #drain(): void {
    while (this.#pending.length < MOST_PENDING) {
      const received = this.#socket.receive(this.#buffer);
      if (received === -ENOBUFS) this.#pending.push(this.#overrun);
      else if (received <= 0) {
        if (received !== -EAGAIN && received !== 0) this.#closed = true;
        return;
      } else {
        forEachMessage(this.#view, Math.min(received, this.#buffer.length), (type, start, end) => {
          const event = this.#read(this.#view, type, start, end);
          if (event !== undefined) this.#pending.push(event);
        });
      }
    }
  }
}
