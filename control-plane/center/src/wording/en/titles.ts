import type { Phrase } from '../catalogue.ts';

/** Result first, as in Japanese: Stopped: remote control of “Reception”. */
export function result(phrase: Phrase, act: string): string {
  switch (phrase.facts.outcome) {
    case 'stopped':
      return `Stopped: ${act}`;
    case 'not-stopped':
      return `Not stopped: ${act}`;
    case 'unknown':
      return `Possible: ${act}`;
  }
}

/** For signs: what was seen and let through is seen, not feared. */
export function found(phrase: Phrase, act: string): string {
  return phrase.facts.outcome === 'unknown' ? `Seen: ${act}` : result(phrase, act);
}

export function signSentence(phrase: Phrase): string {
  if (phrase.facts.outcome !== 'unknown') return outcomeSentence(phrase);
  return `We did not stop all of it.${phrase.facts.direction === 'inbound' ? ' We keep watching.' : ''}`;
}

/** One text a direction. */
export function byDirection(phrase: Phrase, texts: { inbound: string; outbound: string; internal: string }): string {
  return texts[phrase.facts.direction];
}

export function bracket(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

export function outcomeSentence(phrase: Phrase, before = ''): string {
  const many = phrase.facts.count > 1;
  switch (phrase.facts.outcome) {
    case 'stopped':
      return many ? `We stopped it all ${phrase.times}${before}.` : `We stopped it${before}.`;
    case 'not-stopped':
      return many ? `It came ${phrase.times}. We did not stop all of it.` : 'We did not stop it.';
    case 'unknown':
      return 'We do not know yet if it was stopped. We are looking into it.';
  }
}
