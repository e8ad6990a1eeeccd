import type { IncidentState } from '@omamori/contract/console-api';

/** What the center accepts from each state; here only so that no button offers what it would refuse. */
const NEXT_STATES: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  new: ['confirmed', 'notified', 'dispatched', 'false-positive', 'closed'],
  confirmed: ['notified', 'dispatched', 'false-positive', 'closed'],
  'false-positive': ['confirmed', 'closed'],
  notified: ['dispatched', 'false-positive', 'closed'],
  dispatched: ['closed'],
  closed: [],
};

export function nextStates(state: IncidentState): readonly IncidentState[] {
  return NEXT_STATES[state];
}
