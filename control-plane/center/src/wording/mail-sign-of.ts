import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';

/** The sign of the mail policy that weighs most, from the rules of an incident (`mail:<sign>`); '' for none. */
export function mailSignOf({ rules }: Pick<IncidentFacts, 'rules'>): string {
  return rules.find(({ id }) => id.startsWith('mail:'))?.id.slice('mail:'.length) ?? '';
}
