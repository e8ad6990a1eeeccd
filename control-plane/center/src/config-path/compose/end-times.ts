import type { PolicyLayer } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';

type Timed = Pick<PolicyLayer, 'exceptions' | 'isolation'> & {
  readonly offDuty: Pick<PolicyLayer['offDuty'], 'persons'>;
};

/** Without the exceptions, isolations and requests whose time has come. `now` in milliseconds since 1970. */
export function withoutEnded<P extends Timed>(policy: P, now: number): P {
  const lasts = (until: string | null): boolean => until === null || Date.parse(until) > now;
  return {
    ...policy,
    exceptions: policy.exceptions.filter(({ until }) => lasts(until)),
    isolation: policy.isolation.filter(({ until }) => lasts(until)),
    offDuty: { ...policy.offDuty, persons: policy.offDuty.persons.filter(({ until }) => lasts(until)) },
  };
}

/** When the first of them ends; null when nothing is timed. */
export function nextEnd(policy: Policy): Date | null {
  const ends = [...policy.exceptions, ...policy.isolation, ...policy.offDuty.persons].flatMap(({ until }) =>
    until === null ? [] : [Date.parse(until)],
  );
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}
