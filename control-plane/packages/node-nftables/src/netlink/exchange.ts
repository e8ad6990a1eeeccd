/** Questions and transactions over one socket. Answers are there when send() returns: nothing here waits for a peer. */
import { failed, type NftError, ok, type Result } from '../nft-error.ts';
import { Attributes } from './attributes.ts';
import type { Batch } from './batch.ts';
import { EAGAIN, EINTR, EMSGSIZE } from './errno.ts';
import { type KernelAnswer, kernelError, type Subject } from './kernel-error.ts';
import { forEachMessage, NFGEN_BYTES, NLMSG_HEADER_BYTES } from './message.ts';
import * as numbers from './message-numbers.ts';
import type { NetlinkSocket } from './socket.ts';

/** The kernel never sends more than 32 KiB of a dump at once; single answers may be a little longer than a page. */
const RECEIVE_BYTES = 65_536;
const MOST_DUMP_ATTEMPTS = 10;

export type OnMessage = (type: number, family: number, attributes: Attributes) => void;

export class Exchange {
  readonly #socket: NetlinkSocket;
  readonly #buffer = new Uint8Array(RECEIVE_BYTES);
  readonly #view = new DataView(this.#buffer.buffer);
  #sequence = 0;

  constructor(socket: NetlinkSocket) {
    this.#socket = socket;
    socket.askForReasons();
  }

  /** Sends the transaction and gives the first refusal, with the object it is about. */
  async transact(batch: Batch, mode: 'run' | 'check'): Promise<Result<undefined>> {
    this.#drain();
    const sent = await this.#socket.sendWhole(batch.finish(mode));
    if (sent < 0) return failed(kernelError({ errno: -sent }, { what: 'the transaction' }));
    let refusal: NftError | undefined;
    let acknowledged = false;
    this.#receiveAll((type, start, end) => {
      if (type !== numbers.NLMSG_ERROR) return;
      const answer = this.#readAnswer(start, end);
      const sequence = this.#view.getUint32(start + 8, true);
      if (answer.errno === 0) acknowledged ||= sequence === batch.lastSequence;
      else refusal ??= kernelError(answer, batch.subject(sequence));
    });
    if (refusal !== undefined) return failed(refusal);
    if (acknowledged) return ok(undefined);
    return failed({ code: 'NFT_NO_MEMORY', message: 'the kernel had no buffer to answer the transaction' });
  }

  /** One question, one answer. `onMessage` may be called more than once when the kernel answers in pieces. */
  ask(message: Uint8Array, subject: Subject, onMessage: OnMessage): Result<undefined> {
    this.#drain();
    const sent = this.#socket.send(message);
    if (sent < 0) return failed(kernelError({ errno: -sent }, subject));
    let refusal: NftError | undefined;
    this.#receiveAll((type, start, end) => {
      if (type === numbers.NLMSG_ERROR) {
        const answer = this.#readAnswer(start, end);
        if (answer.errno !== 0) refusal ??= kernelError(answer, subject);
      } else if (type > numbers.NLMSG_OVERRUN) this.#deliver(type, start, end, onMessage);
    });
    return refusal === undefined ? ok(undefined) : failed(refusal);
  }

  /**
   * A dump, from the beginning again when the ruleset changed under it: `restart` is called before each attempt.
   * `buildMessage` gets the sequence number to use.
   */
  dump(
    buildMessage: (sequence: number) => Uint8Array,
    subject: Subject,
    restart: () => void,
    onMessage: OnMessage,
  ): Result<undefined> {
    for (let attempt = 0; attempt < MOST_DUMP_ATTEMPTS; attempt += 1) {
      restart();
      const outcome = this.#dumpOnce(buildMessage(this.nextSequence()), subject, onMessage);
      if (outcome !== 'interrupted') return outcome;
    }
    return failed({
      code: 'NFT_BUSY',
      message: `${subject.what}: the ruleset changed during ${MOST_DUMP_ATTEMPTS} attempts to list it`,
    });
  }

  nextSequence(): number {
    this.#sequence = (this.#sequence % 0x7fffffff) + 1;
    return this.#sequence;
  }

  close(): void {
    this.#socket.close();
  }

  #dumpOnce(message: Uint8Array, subject: Subject, onMessage: OnMessage): Result<undefined> | 'interrupted' {
    this.#drain();
    const sent = this.#socket.send(message);
    if (sent < 0) return failed(kernelError({ errno: -sent }, subject));
    let refusal: NftError | undefined;
    let finished = false;
    let interrupted = false;
    while (!finished && refusal === undefined) {
      const received = this.#receive();
      if (received <= 0) break;
      forEachMessage(this.#view, received, (type, start, end) => {
        const flags = this.#view.getUint16(start + 6, true);
        interrupted ||= (flags & numbers.NLM_F_DUMP_INTR) !== 0;
        if (type === numbers.NLMSG_DONE) finished = true;
        else if (type === numbers.NLMSG_ERROR) {
          const answer = this.#readAnswer(start, end);
          if (answer.errno !== 0) refusal ??= kernelError(answer, subject);
        } else if (!interrupted) this.#deliver(type, start, end, onMessage);
      });
    }
    if (refusal !== undefined) return failed(refusal);
    return interrupted || !finished ? 'interrupted' : ok(undefined);
  }

  #deliver(type: number, start: number, end: number, onMessage: OnMessage): void {
    const family = this.#view.getUint8(start + NLMSG_HEADER_BYTES);
    onMessage(type, family, new Attributes(this.#view, start + NLMSG_HEADER_BYTES + NFGEN_BYTES, end));
  }

  /** struct nlmsgerr { s32 error; nlmsghdr of the request }, then attributes. */
  #readAnswer(start: number, end: number): KernelAnswer {
    const errno = -this.#view.getInt32(start + NLMSG_HEADER_BYTES, true);
    const flags = this.#view.getUint16(start + 6, true);
    if (errno === 0 || (flags & numbers.NLM_F_ACK_TLVS) === 0) return { errno };
    const header = start + NLMSG_HEADER_BYTES + 4;
    const capped = (flags & numbers.NLM_F_CAPPED) !== 0;
    const requestBytes = capped ? NLMSG_HEADER_BYTES : this.#view.getUint32(header, true);
    const attributes = new Attributes(this.#view, header + ((requestBytes + 3) & ~3), end);
    const offset = attributes.bytes(numbers.NLMSGERR_ATTR_OFFS);
    return {
      errno,
      reason: attributes.text(numbers.NLMSGERR_ATTR_MSG),
      offset: offset === undefined ? undefined : new DataView(offset.buffer).getUint32(0, true),
    };
  }

  #receiveAll(onMessage: (type: number, start: number, end: number) => void): void {
    for (;;) {
      const received = this.#receive();
      if (received <= 0) return;
      forEachMessage(this.#view, received, onMessage);
    }
  }

  #receive(): number {
    for (;;) {
      const received = this.#socket.receive(this.#buffer);
      if (received === -EINTR) continue;
      if (received === -EAGAIN) return 0;
      if (received > this.#buffer.length) throw new Error(`a netlink message of ${received} bytes`);
      if (received < 0 && received !== -EMSGSIZE) return received;
      return received;
    }
  }

  /** What an earlier, broken off exchange may have left. */
  #drain(): void {
    while (this.#receive() > 0);
  }
}
