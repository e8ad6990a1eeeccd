/**
 * One transaction: NFNL_MSG_BATCH_BEGIN, messages, NFNL_MSG_BATCH_END in one datagram. The kernel works through it
 * while send() runs and commits all of it or nothing; without the end it only checks.
 */
import type { Family } from '../object/table.ts';
import type { Subject } from './kernel-error.ts';
import {
  FAMILY_NUMBER,
  NFNL_BATCH_GENID,
  NFNL_MSG_BATCH_BEGIN,
  NFNL_MSG_BATCH_END,
  NFNL_SUBSYS_NFTABLES,
  NLM_F_ACK,
  NLM_F_REQUEST,
} from './message-numbers.ts';
import { MessageWriter } from './message-writer.ts';

export class Batch {
  readonly writer: MessageWriter;
  /** By sequence: subjects[n] is about the message with sequence n + 2 (1 is the beginning). */
  readonly subjects: Subject[] = [];
  #ended = false;

  /** With a generation the kernel refuses (ERESTART) when anyone has changed anything since. */
  constructor(options: { readonly capacity?: number; readonly generation?: number | undefined } = {}) {
    this.writer = new MessageWriter(options.capacity);
    this.writer.begin(NFNL_MSG_BATCH_BEGIN, NLM_F_REQUEST, 1, 0, NFNL_SUBSYS_NFTABLES);
    if (options.generation !== undefined) this.writer.u32(NFNL_BATCH_GENID, options.generation);
    this.writer.end();
  }

  /** `write` adds the attributes. */
  add(type: number, flags: number, family: Family, subject: Subject, write: (writer: MessageWriter) => void): void {
    this.open(type, flags, family, subject);
    write(this.writer);
    this.writer.end();
  }

  open(type: number, flags: number, family: Family, subject: Subject): void {
    this.subjects.push(subject);
    this.writer.begin(type, NLM_F_REQUEST | flags, this.lastSequence, FAMILY_NUMBER[family]);
  }

  get isEmpty(): boolean {
    return this.subjects.length === 0;
  }

  get lastSequence(): number {
    return this.subjects.length + 1;
  }

  subject(sequence: number): Subject {
    return this.subjects[sequence - 2] ?? { what: 'the transaction' };
  }

  /** The last message asks for an answer, so that silence is never taken for success. */
  finish(mode: 'run' | 'check'): Uint8Array {
    if (!this.#ended) {
      this.#ended = true;
      if (!this.isEmpty) this.writer.flag(NLM_F_ACK);
      if (mode === 'run') {
        this.writer.begin(NFNL_MSG_BATCH_END, NLM_F_REQUEST, this.lastSequence + 1, 0, NFNL_SUBSYS_NFTABLES);
        this.writer.end();
      }
    }
    return this.writer.bytes.subarray(0, this.writer.length);
  }
}
