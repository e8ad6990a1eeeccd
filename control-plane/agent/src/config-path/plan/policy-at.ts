import type { DesiredState } from '@omamori/contract/desired-state';
import type { Policy } from './make-target.ts';

/**
 * What of a policy holds at a moment: exceptions, isolations and requests for a person's use that have ended are left out. The box's own clock
 * decides; a clock from before the document was signed is wrong and counts as that moment, so that nothing that has
 * ended comes back after a reset clock.
 */
export function policyAt<P extends Policy>(policy: P, issuedAt: string | null, nowMs: number): P {
  const moment = momentOf(issuedAt, nowMs);
  return {
    ...policy,
    isolation: policy.isolation.filter(({ until }) => until === null || Date.parse(until) > moment),
    exceptions: policy.exceptions.filter(({ until }) => Date.parse(until) > moment),
    offDuty: { ...policy.offDuty, persons: policy.offDuty.persons.filter(({ until }) => Date.parse(until) > moment) },
  };
}

/** When the next timed part ends, UTC ms; null when none will. */
export function nextEnd(policy: Pick<DesiredState, 'isolation' | 'exceptions'>, nowMs: number): number | null {
  const ends = [...policy.isolation, ...policy.exceptions].flatMap(({ until }) =>
    until === null ? [] : [Date.parse(until)],
  );
  const coming = ends.filter((end) => end > nowMs);
  return coming.length === 0 ? null : Math.min(...coming);
}

function momentOf(issuedAt: string | null, nowMs: number): number {
  return issuedAt === null ? nowMs : Math.max(nowMs, Date.parse(issuedAt));
}
