import type { IncidentFacts } from '../../event-path/incident/incident-facts.ts';
import type { Phrase, WordedFacts } from '../catalogue.ts';
import { countryName } from '../country-name.ts';
import type { IncidentLevel } from '../level-of.ts';
import { type LocalTime, localTime, sameDay } from '../local-time.ts';

/** In an internal story 社内 stands in the sentence already. */
const unnamed = (facts: IncidentFacts): string => (facts.direction === 'internal' ? '機器' : '社内の機器');

export function phraseOf(facts: WordedFacts, level: IncidentLevel, label: string | null, now: Date): Phrase {
  const where = whereOf(facts);
  return {
    facts,
    level,
    device: label === null ? unnamed(facts) : `「${label}」`,
    at: atOf(facts, now),
    who: facts.direction === 'internal' ? '社内の別の機器' : whoOf(facts, where),
    where: facts.direction === 'internal' ? '' : where,
    times: `${facts.count.toLocaleString('ja')}回`,
  };
}

/** A country with a longer name is named under the details only; with a longer place the number of places is. */
const LONGEST_COUNTRY = 12;
const LONGEST_PLACE = 14;

/** ラトビア, ラトビアの3か所 (all of them there), ラトビアなど3か所, 3か所, or nothing. */
function whereOf(facts: WordedFacts): string {
  const country = shortCountry(facts);
  const places = facts.peers > 1 ? `${facts.peers.toLocaleString('ja')}か所` : '';
  if (country === null) return places;
  if (places === '') return country;
  const whole =
    facts.countries?.length === 1 || country === ABROAD ? `${country}の${places}` : `${country}など${places}`;
  if (whole.length <= LONGEST_PLACE) return whole;
  return facts.countries?.length === 1 ? country : `${country}など`;
}

const ABROAD = '海外';

function shortCountry(facts: WordedFacts): string | null {
  const name = countryName(facts.peer?.country ?? null, 'ja');
  return name !== null && name.length > LONGEST_COUNTRY ? ABROAD : name;
}

function whoOf(facts: IncidentFacts, where: string): string {
  if (countryName(facts.peer?.country ?? null, 'ja') !== null) return where;
  return where === '' ? '外' : `外の${where}`;
}

const date = (time: LocalTime): string => `${time.month}月${time.day}日`;

/** Today only the clock, another day its date and when it began, over several days the dates: short, and enough to act. */
function atOf(facts: IncidentFacts, now: Date): string {
  const first = localTime(facts.firstAt, facts.timeZone);
  const last = localTime(facts.lastAt, facts.timeZone);
  const today = localTime(now, facts.timeZone);
  if (!sameDay(first, last)) {
    const end = first.month === last.month && first.year === last.year ? `${last.day}日` : date(last);
    return `${date(first)}〜${end}に`;
  }
  if (!sameDay(first, today)) return `${date(first)} ${first.clock}${first.clock === last.clock ? '' : 'から'}`;
  return first.clock === last.clock ? first.clock : `${first.clock}〜${last.clock}に`;
}

export function periodOf(facts: IncidentFacts): string {
  const first = localTime(facts.firstAt, facts.timeZone);
  const last = localTime(facts.lastAt, facts.timeZone);
  const whole = (time: LocalTime): string => `${time.year}年${date(time)} ${time.clock}`;
  if (sameDay(first, last) && first.clock === last.clock) return whole(first);
  return `${whole(first)}〜${sameDay(first, last) ? last.clock : whole(last)}`;
}
