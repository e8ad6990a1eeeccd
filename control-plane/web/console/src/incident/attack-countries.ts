import type { IncidentDetail } from '@omamori/contract/console-api';

/** More countries than these are no answer: an attack from everywhere is not helped by a list of countries. */
const FEW = 3;
/** The part of what was seen that they must make up. */
const MOST = 0.8;

/** The few countries from which nearly all of a flood came, as its detections tell; none when they are many. */
export function attackCountries({ detections }: Pick<IncidentDetail, 'detections'>): string[] {
  const weights = new Map<string, number>();
  for (const { detection } of detections) {
    if (!detection.rule.id.startsWith('flood:') || detection.direction !== 'inbound') continue;
    for (const [, country = '', percent] of (detection.evidence?.facts['countries'] ?? '').matchAll(
      /([A-Z]{2}) (\d{1,3})/g,
    )) {
      weights.set(country, (weights.get(country) ?? 0) + (Number(percent) * detection.count) / 100);
    }
  }
  const sorted = [...weights].sort((a, b) => b[1] - a[1]).slice(0, FEW);
  const all = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const few = sorted.filter(([, weight]) => weight >= 0.1 * all);
  const covered = few.reduce((sum, [, weight]) => sum + weight, 0);
  return all > 0 && covered >= MOST * all ? few.map(([country]) => country) : [];
}
