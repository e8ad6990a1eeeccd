import type { StoryKind } from '@omamori/contract/detection';
import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';
import type { ActionKey } from './action-of.ts';
import type { IncidentLevel } from './level-of.ts';

/** Facts for a whole notice: with the countries of all peers, where the caller has looked them up. */
export interface WordedFacts extends IncidentFacts {
  /** Different ISO 3166-1 alpha-2 codes of the peers, null for an address in no country. */
  readonly countries?: readonly (string | null)[];
}

/** The facts with their recurring parts already in the language's words, cleaned and cut. */
export interface Phrase {
  readonly facts: WordedFacts;
  readonly level: IncidentLevel;
  /** The device as it stands in a title: 「受付」, or the words for one without a name. */
  readonly device: string;
  /** When, ready for the head of a sentence. */
  readonly at: string;
  /** The other side: country, number of places. */
  readonly who: string;
  /** Country and number of places alone, '' when neither is known. */
  readonly where: string;
  /** The attempts, e.g. 12回. */
  readonly times: string;
}

/** The words of one kind of story. */
export interface StoryWords {
  /** Result and device, without level. */
  title(phrase: Phrase): string;
  /** Slot 1: one or two sentences. */
  happened(phrase: Phrase): string;
  /** Slot 3, where the usual sentence does not fit. */
  outcome?(phrase: Phrase): string;
}

export interface DetailLabels {
  readonly when: string;
  readonly count: string;
  readonly country: string;
  readonly peer: string;
  readonly device: string;
  readonly rule: string;
  readonly virus: string;
  readonly file: string;
  readonly mailTo: string;
  readonly mailFrom: string;
  readonly way: string;
  readonly promise: string;
}

/** Everything one language needs; `word-incident.ts` puts it in the fixed order of ux.md §3.1. */
export interface Catalogue {
  readonly levels: Readonly<Record<IncidentLevel, string>>;
  readonly followUpLevels: Readonly<Record<IncidentLevel, string>>;
  /** Longest title in UTF-16 units. */
  readonly titleLimit: number;
  readonly stories: Readonly<Record<StoryKind, StoryWords>>;
  readonly actions: Readonly<Record<ActionKey, string>>;
  readonly detailLabels: DetailLabels;
  /** How it travelled, by protocol. */
  readonly ways: Readonly<Record<string, string>>;
  /** Words around the notice in a file or mail. */
  readonly letter: {
    readonly sender: string;
    readonly recipient: (company: string) => string;
    readonly details: string;
    readonly colon: string;
  };
  /** The sentence every notice carries (design.md §6). */
  readonly promise: string;
  phraseOf(facts: WordedFacts, level: IncidentLevel, label: string | null, now: Date): Phrase;
  /** Title of a notice that asks to unplug the device, which must have a name. */
  unplugTitle(phrase: Phrase): string;
  deviceLine(label: string | null, facts: IncidentFacts, level: IncidentLevel): string;
  outcome(phrase: Phrase): string;
  lastLine(phone: string, number: string): string;
  /** First and last time, always with the date. */
  period(facts: IncidentFacts): string;
}
