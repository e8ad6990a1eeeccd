import type { Phrase } from '../catalogue.ts';

/** Result first: what we did with `act`, e.g. 「受付」への攻撃 → 「受付」への攻撃を止めました. */
export function result(phrase: Phrase, act: string, afterwards?: string): string {
  switch (phrase.facts.outcome) {
    case 'stopped':
      return `${act}を止めました`;
    case 'not-stopped':
      return afterwards ?? `${act}を止めていません`;
    case 'unknown':
      return `${act}のおそれ`;
  }
}

/** For signs: what was seen and let through is found, not feared. */
export function found(phrase: Phrase, act: string): string {
  return phrase.facts.outcome === 'unknown' ? `${act}を見つけました` : result(phrase, act);
}

/** Outcome of a sign: let through, at least in part; from outside nothing has got in by that alone. */
export function signSentence(phrase: Phrase): string {
  if (phrase.facts.outcome !== 'unknown') return outcomeSentence(phrase);
  return `止めていない通信があります。${phrase.facts.direction === 'inbound' ? '見守りを続けます。' : ''}`;
}

/** One text a direction. */
export function byDirection(phrase: Phrase, texts: { inbound: string; outbound: string; internal: string }): string {
  return texts[phrase.facts.direction];
}

/** A remark in brackets, or nothing when there is nothing to say. */
export function bracket(text: string): string {
  return text === '' ? '' : `（${text}）`;
}

/** What became of the attempts; `before` stands in front of 止めました. */
export function outcomeSentence(phrase: Phrase, before = ''): string {
  const many = phrase.facts.count > 1;
  switch (phrase.facts.outcome) {
    case 'stopped':
      if (many) return `${phrase.times}とも、${before}止めました。`;
      return before === '' ? 'この通信を止めました。' : `${before}止めました。`;
    case 'not-stopped':
      return many ? `${phrase.times}のうち、止めていない通信があります。` : 'この通信は、止めていません。';
    case 'unknown':
      return '止まったかどうかは、わかりません（調べています）。';
  }
}
