import type { Policy, PolicyException } from '@omamori/contract/desired-state';
import { exceptionChanges, isolationChanges } from './compare-timed.ts';
import { differing } from './without.ts';

/** What differs between two policies in normal form, by what a detection can be matched with. */
export interface TouchedParts {
  readonly addresses: readonly string[];
  readonly domains: readonly string[];
  readonly devices: readonly string[];
  readonly exceptions: readonly PolicyException[];
}

export function touchedParts(from: Policy, to: Policy): TouchedParts {
  const address = ({ addressLists, geo }: Policy): string[] => [
    ...addressLists.flatMap(({ direction, entries }) => entries.map((entry) => `${direction} ${entry}`)),
    ...geo.except.map((entry) => `except ${entry}`),
  ];
  const domain = ({ domainLists }: Policy): string[] => domainLists.flatMap(({ entries }) => entries);
  return {
    addresses: differing(address(from), address(to)).map((text) => text.slice(text.indexOf(' ') + 1)),
    domains: differing(domain(from), domain(to)),
    devices: isolationChanges(from.isolation, to.isolation).flatMap((change) =>
      'isolation' in change ? [change.isolation.mac] : [],
    ),
    exceptions: exceptionChanges(from.exceptions, to.exceptions).flatMap((change) =>
      'exception' in change ? [change.exception] : [],
    ),
  };
}
