// The three questions to the center around a trial: before it, with the new state, and with the former one again.
// Each has an id of its own, so that a late or doubled acknowledgement of another question proves nothing.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../platform/clock.ts';
import type { Heard } from '../report/state-reporter.ts';
import { type CenterForm, centerFormOf } from './center-form.ts';

export interface CenterQuestion {
  /** Sends what there is to report under the id, and waits so long for its acknowledgement. */
  readonly ask: (reportId: string, waitMs: number) => Promise<Heard>;
  /** A report was acknowledged in this session. */
  readonly answers: () => boolean;
  /** Longer, and the center counts as silent; default 3 s. */
  readonly answerMs: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const ANSWER_MS = 3000;
/** During a trial the same report is sent again after so long. */
const REPEAT_MS = 1000;
const FORMER_TIMES = 3;

export async function askBefore(question: CenterQuestion): Promise<CenterForm> {
  return centerFormOf(await askFor(question, question.answerMs ?? ANSWER_MS), question.answers());
}

/** To be called again and again while the trial lasts. */
export function askDuring(question: CenterQuestion, form: CenterForm): () => Promise<Heard> {
  const reportId = randomUUID();
  return () => question.ask(reportId, form === 'answer' ? Math.min(REPEAT_MS, question.answerMs ?? REPEAT_MS) : 0);
}

export function askWithFormer(question: CenterQuestion): Promise<Heard> {
  return askFor(question, FORMER_TIMES * (question.answerMs ?? ANSWER_MS));
}

/** A link that is just being made is waited for as well. */
async function askFor({ ask, clock, signal }: CenterQuestion, waitMs: number): Promise<Heard> {
  const reportId = randomUUID();
  const end = clock.monotonicMs() + waitMs;
  for (;;) {
    const heard = await ask(reportId, end - clock.monotonicMs());
    if (heard !== 'nothing' || clock.monotonicMs() >= end || signal.aborted) return heard;
    await sleep(Math.min(100, waitMs), undefined, { ref: false });
  }
}
