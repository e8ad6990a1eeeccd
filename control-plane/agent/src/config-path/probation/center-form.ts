import type { Heard } from '../report/state-reporter.ts';

/**
 * How the center is to be heard in a probation (ADR 0011), decided before anything is touched:
 * answer – it acknowledged a report just now: with the new state it must again;
 * link   – it acknowledges none in this session (a version before 0.2, or away all the time): the broker's word counts;
 * later  – it did in this session and is silent now: nothing would be proved, the document waits for it.
 */
export type CenterForm = 'answer' | 'link' | 'later';

/** Pure. `answers`: a report was acknowledged in this session before. */
export function centerFormOf(heard: Heard, answers: boolean): CenterForm {
  if (heard === 'center') return 'answer';
  return answers ? 'later' : 'link';
}

/**
 * Pure: a trial without an acknowledgement, and the question asked once more with the former state. An answer now puts
 * the document in the wrong; none says that the center is away, and the document may be tried again when it is back.
 */
export function afterUnanswered(heardWithFormer: Heard): 'reject' | 'postpone' {
  return heardWithFormer === 'center' ? 'reject' : 'postpone';
}

/** Pure. */
export function isCenterHeard(heard: Heard, answerRequired: boolean): boolean {
  return heard === 'center' || (heard === 'link' && !answerRequired);
}

/** Pure: the code of a trial in which that was not enough. */
export function centerCode(heard: Heard) {
  return heard === 'link' ? 'CFG_PROBATION_UNANSWERED' : 'CFG_PROBATION_CENTER';
}
