// Facts of an incident → the owner's words. The only door to the catalogues for incidents; order and lengths are
// decided here (ux.md §3.1, §3.2), words in ja/ and en/.
import type { Language, Notice } from '@omamori/contract/console-api';
import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';
import { actionOf, asksToUnplug } from './action-of.ts';
import type { Catalogue, Phrase, WordedFacts } from './catalogue.ts';
import { cleanLabel, cleanLine, cutTo, unlinked } from './clean-text.ts';
import { countryName } from './country-name.ts';
import { english } from './en/english.ts';
import { japanese } from './ja/japanese.ts';
import { levelOf } from './level-of.ts';
import { storyOf } from './story-of.ts';

export interface WordedNotice {
  readonly level: Notice['level'];
  readonly title: string;
  readonly body: string;
  readonly details: Notice['details'];
}

const catalogues: Readonly<Record<Language, Catalogue>> = { ja: japanese, en: english };
const ROW_LIMIT = 72;
const SHORTEST_LABEL = 3;
const LABEL_IN_BODY = 20;
const RULES_SHOWN = 3;

/** Title of the notice, with its level: at most 30 characters in Japanese, 70 in English. */
export function titleOf(facts: IncidentFacts, language: Language, followUp = false): string {
  const words = catalogues[language];
  const level = levelOf(facts);
  const head = (followUp ? words.followUpLevels : words.levels)[level];
  const unplug = asksToUnplug(facts, level) && deservesUnplugTitle(facts);
  return fitTitle(
    facts,
    words,
    words.titleLimit,
    (phrase) => head + (unplug ? words.unplugTitle(phrase) : rowTitle(words, phrase)),
  );
}

/** Title for a row of the console: result and device, no level, nothing asked of the reader. */
export function rowTitleOf(facts: IncidentFacts, language: Language): string {
  const words = catalogues[language];
  return fitTitle(facts, words, ROW_LIMIT, (phrase) => rowTitle(words, phrase));
}

/** The whole notice: five slots in fixed order, one line each, the desk last; the rest under `details`. */
export function noticeOf(facts: WordedFacts, language: Language, now: Date, followUp = false): WordedNotice {
  const words = catalogues[language];
  const level = levelOf(facts);
  const label = cleanLabel(facts.device?.label ?? null);
  const phrase = words.phraseOf(facts, level, label, now);
  const story = words.stories[storyOf(facts)];
  const lines = [
    story.happened(phrase),
    words.deviceLine(label === null ? null : cutTo(label, LABEL_IN_BODY), facts, level),
    story.outcome?.(phrase) ?? words.outcome(phrase),
    words.actions[actionOf(facts)],
    words.lastLine(cleanLine(facts.phone, 40), facts.number),
  ];
  return {
    level,
    title: titleOf(facts, language, followUp),
    body: lines.join('\n'),
    details: detailsOf(facts, language, phrase),
  };
}

function rowTitle(words: Catalogue, phrase: Phrase): string {
  return words.stories[storyOf(phrase.facts)].title(phrase);
}

/** The instruction takes the place of the result only where a device spreads harm: ransomware and its like. */
function deservesUnplugTitle(facts: IncidentFacts): boolean {
  const named = cleanLabel(facts.device?.label ?? null) !== null;
  return named && facts.direction === 'outbound' && storyOf(facts) !== 'command-and-control';
}

/** The device's name gives way first: the result must stay readable whole. */
function fitTitle(facts: IncidentFacts, words: Catalogue, limit: number, render: (phrase: Phrase) => string): string {
  const label = cleanLabel(facts.device?.label ?? null);
  const level = levelOf(facts);
  const at = new Date(facts.lastAt);
  const whole = render(words.phraseOf(facts, level, label, at));
  if (whole.length <= limit || label === null) return whole;
  const room = label.length - (whole.length - limit);
  // A name of two letters names nothing; the body has it whole.
  return render(words.phraseOf(facts, level, room < SHORTEST_LABEL ? null : cutTo(label, room), at));
}

function detailsOf(facts: IncidentFacts, language: Language, phrase: Phrase): Notice['details'] {
  const words = catalogues[language];
  const labels = words.detailLabels;
  const rows: { label: string; value: string | null }[] = [
    { label: labels.when, value: words.period(facts) },
    { label: labels.count, value: phrase.times },
    { label: labels.country, value: countryName(facts.peer?.country ?? null, language) },
    { label: labels.peer, value: peerText(facts) },
    { label: labels.device, value: deviceText(facts) },
    ...carriedRows(facts, words),
    { label: labels.rule, value: rulesText(facts) },
    { label: labels.promise, value: words.promise },
  ];
  return rows.flatMap(({ label, value }) => (value === null || value === '' ? [] : [{ label, value }]));
}

/** Which virus, in which file, from where and for whose mailbox, by which way. */
function carriedRows({ carried }: IncidentFacts, { detailLabels: labels, ways }: Catalogue) {
  const said = (text: string | null | undefined): string | null => (text == null ? null : unlinked(text));
  return [
    { label: labels.virus, value: said(carried?.virus) },
    { label: labels.file, value: said(carried?.file) },
    { label: labels.mailTo, value: said(carried?.mailTo) },
    { label: labels.mailFrom, value: said(carried?.mailFrom) },
    { label: labels.way, value: carried?.way == null ? null : (ways[carried.way] ?? null) },
  ];
}

function peerText(facts: IncidentFacts): string | null {
  if (facts.peer === null) return null;
  const name = facts.peer.name === null ? '' : ` (${unlinked(facts.peer.name)})`;
  return `${cleanLine(facts.peer.ip, 45)}${name}${facts.peers > 1 ? ` +${facts.peers - 1}` : ''}`;
}

function deviceText(facts: IncidentFacts): string | null {
  if (facts.device === null) return null;
  const { label, ip, mac } = facts.device;
  return [label === null ? '' : cleanLine(label, 120), cleanLine(ip, 45), mac ?? '']
    .filter((part) => part !== '')
    .join(' / ');
}

function rulesText(facts: IncidentFacts): string | null {
  const shown = facts.rules.slice(0, RULES_SHOWN).map((rule) => cleanLine(`${rule.name} [${rule.id}]`, 200));
  const more = facts.rules.length - shown.length;
  return shown.length === 0 ? null : shown.join(', ') + (more > 0 ? ` +${more}` : '');
}
