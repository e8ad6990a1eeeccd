import type { IncidentState } from '@omamori/contract/console-api';

/** What the center accepts from each state; here only so that no button offers what it would refuse. */
const NEXT_STATES: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  new: ['confirmed', 'false-positive', 'notified', 'dispatched', 'closed'],
  confirmed: ['false-positive', 'notified', 'dispatched', 'closed'],
  'false-positive': ['new', 'confirmed', 'closed'],
  notified: ['confirmed', 'false-positive', 'dispatched', 'closed'],
  dispatched: ['confirmed', 'false-positive', 'closed'],
  closed: ['new'],
};

export function nextStates(state: IncidentState): readonly IncidentState[] {
  return NEXT_STATES[state];
}
