import type { IncidentFacts } from '../../event-path/incident/incident-facts.ts';
import type { Phrase, WordedFacts } from '../catalogue.ts';
import { countryName } from '../country-name.ts';
import type { IncidentLevel } from '../level-of.ts';
import { type LocalTime, localTime, sameDay } from '../local-time.ts';

const UNNAMED = 'an office device';

export function phraseOf(facts: WordedFacts, level: IncidentLevel, label: string | null, now: Date): Phrase {
  const inside = facts.direction === 'internal';
  return {
    facts,
    level,
    device: label === null ? UNNAMED : `“${label}”`,
    at: atOf(facts, now),
    who: inside ? 'another device in your office' : whoOf(facts),
    where: inside ? '' : whereOf(facts),
    times: facts.count === 1 ? 'once' : `${facts.count.toLocaleString('en')} times`,
  };
}

/** Latvia; 3 places in Latvia; Latvia and elsewhere; 3 places outside; outside. */
function whoOf(facts: WordedFacts): string {
  const where = whereOf(facts);
  if (where === '') return 'outside';
  return countryName(facts.peer?.country ?? null, 'en') === null ? `${where} outside` : where;
}

function whereOf(facts: WordedFacts): string {
  const country = countryName(facts.peer?.country ?? null, 'en');
  const places = facts.peers > 1 ? `${facts.peers.toLocaleString('en')} places` : '';
  if (country === null) return places;
  if (places === '') return country;
  return facts.countries?.length === 1 ? `${places} in ${country}` : `${country} and elsewhere`;
}

const months = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });
const date = (time: LocalTime): string => `${months.format(Date.UTC(2000, time.month - 1, 1))} ${time.day}`;

function atOf(facts: IncidentFacts, now: Date): string {
  const first = localTime(facts.firstAt, facts.timeZone);
  const last = localTime(facts.lastAt, facts.timeZone);
  if (!sameDay(first, last)) return `From ${date(first)} to ${date(last)}`;
  const day = sameDay(first, localTime(now, facts.timeZone)) ? '' : `On ${date(first)}, `;
  const clock = first.clock === last.clock ? `at ${first.clock}` : `from ${first.clock} to ${last.clock}`;
  return day === '' ? `${clock[0]?.toUpperCase()}${clock.slice(1)}` : day + clock;
}

export function periodOf(facts: IncidentFacts): string {
  const first = localTime(facts.firstAt, facts.timeZone);
  const last = localTime(facts.lastAt, facts.timeZone);
  const whole = (time: LocalTime): string => `${date(time)}, ${time.year}, ${time.clock}`;
  if (sameDay(first, last) && first.clock === last.clock) return whole(first);
  return `${whole(first)} to ${sameDay(first, last) ? last.clock : whole(last)}`;
}
