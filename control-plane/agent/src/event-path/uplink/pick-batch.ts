import { MAX_BATCH_RECORDS, type SpooledRecord } from '@omamori/contract/event-envelope';
import type { PeekRange } from '../spool/spool.ts';

/** Unpacked, so the packed message is smaller still. */
const MAX_BYTES = 256 * 1024;

/**
 * Where sending stands in this session. What was there when the session began is the backlog; what came since is
 * live and goes first, so that an attack of this minute is seen before yesterday's.
 *
 *   … released … | backlog ▸▸▸        backlogEnd | live ▸▸▸        lastSequence
 */
export class SendCursor {
  #backlogAt = 0;
  #backlogEnd = 0;
  #liveAt = 0;

  beginSession(lastSequence: number): void {
    this.#backlogAt = 0;
    this.#backlogEnd = lastSequence;
    this.#liveAt = lastSequence;
  }

  /** The next records that this session has not sent yet; empty when there are none. */
  next(spool: { peek(range: PeekRange): SpooledRecord[]; lastSequence(): number }): SpooledRecord[] {
    const limits = { limit: MAX_BATCH_RECORDS, maxBytes: MAX_BYTES };
    const live = spool.peek({ after: this.#liveAt, upTo: spool.lastSequence(), ...limits });
    if (live.length > 0) {
      this.#liveAt = live.at(-1)?.sequence ?? this.#liveAt;
      return live;
    }
    const backlog = spool.peek({ after: this.#backlogAt, upTo: this.#backlogEnd, ...limits });
    this.#backlogAt = backlog.at(-1)?.sequence ?? this.#backlogEnd;
    return backlog;
  }
}
