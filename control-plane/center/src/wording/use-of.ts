// What a rule of F5 or F9 says of itself, for the sentences: the application's name and kind, the kind of weakness.
import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';

export const WEAKNESS_KINDS = [
  'old-system',
  'old-browser',
  'smb1',
  'clear-password',
  'old-encryption',
  'expired-certificate',
  'open-service',
  'device-page',
  'port-opened',
] as const;
export type WeaknessKind = (typeof WEAKNESS_KINDS)[number];

/** Of the first rule that says one; null for rules of other feeds. */
export function weaknessOf({ rules }: Pick<IncidentFacts, 'rules'>): WeaknessKind | null {
  for (const { name } of rules) {
    const kind = /^Omamori weakness ([a-z0-9-]+)$/.exec(name)?.[1];
    const known = WEAKNESS_KINDS.find((one) => one === kind);
    if (known !== undefined) return known;
  }
  return null;
}

export interface UsedApplication {
  readonly name: string;
  readonly category: string;
}

/** As the box writes it: `AnyDesk (remote-control)`. */
export function applicationOf({ rules }: Pick<IncidentFacts, 'rules'>): UsedApplication | null {
  for (const { feed, name } of rules) {
    const found = feed === 'omamori-applications' ? /^([\w.-]{1,40}) \(([a-z0-9-]{2,30})\)$/.exec(name) : null;
    if (found?.[1] !== undefined && found[2] !== undefined) return { name: found[1], category: found[2] };
  }
  return null;
}
