// Domains as people read them: the part somebody registered, its plain letters, and how near two names are.
import { domainToUnicode } from 'node:url';

/** Second levels under which names are registered in countries' domains (co.jp, com.au …). */
const SECOND_LEVELS = new Set([
  'co',
  'ne',
  'or',
  'ac',
  'go',
  'ad',
  'ed',
  'gr',
  'lg',
  'com',
  'net',
  'org',
  'gov',
  'edu',
]);

/** `mail.amazon.co.jp` → `amazon.co.jp`. By the common second levels, not by the whole public suffix list. */
export function registeredDomain(domain: string): string {
  const labels = domain.split('.').filter((label) => label !== '');
  const [country = '', second = ''] = [labels.at(-1), labels.at(-2)];
  const size = country.length === 2 && SECOND_LEVELS.has(second) ? 3 : 2;
  return labels.slice(-size).join('.');
}

export function isBelow(domain: string, parent: string): boolean {
  return domain === parent || domain.endsWith(`.${parent}`);
}

const ALIKE: Readonly<Record<string, string>> = {
  ...{
    а: 'a',
    е: 'e',
    о: 'o',
    р: 'p',
    с: 'c',
    у: 'y',
    х: 'x',
    і: 'i',
    ѕ: 's',
    ј: 'j',
    ԁ: 'd',
    һ: 'h',
    ӏ: 'l',
    к: 'k',
    м: 'm',
  },
  ...{
    т: 't',
    в: 'b',
    н: 'h',
    г: 'r',
    п: 'n',
    ո: 'n',
    ս: 'u',
    ɡ: 'g',
    α: 'a',
    ο: 'o',
    ρ: 'p',
    ν: 'v',
    ι: 'i',
    κ: 'k',
    τ: 't',
  },
  ...{ υ: 'u', ı: 'i', ł: 'l', ø: 'o', '0': 'o', '1': 'l', '3': 'e', '5': 's', '|': 'l' },
};

/** What the eye makes of it: accents, alphabets and digits that look like a letter. */
export function plainLetters(text: string): string {
  const letters = [...text.normalize('NFKD').toLowerCase()].map((char) => ALIKE[char] ?? char).join('');
  return letters.replace(/\p{M}/gu, '').replaceAll('rn', 'm').replaceAll('vv', 'w');
}

export function readableDomain(domain: string): string {
  return domain.includes('xn--') ? domainToUnicode(domain) || domain : domain;
}

/** Latin letters together with Cyrillic or Greek ones in one label: no language writes so. */
export function mixesAlphabets(domain: string): boolean {
  return readableDomain(domain)
    .split('.')
    .some((label) => /[a-z]/i.test(label) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(label));
}

/** One letter more, less, other, or two changed places. */
export function isOneStepAway(a: string, b: string): boolean {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  if (short.length < long.length) return short.slice(at) === long.slice(at + 1);
  if (short.slice(at + 1) === long.slice(at + 1)) return true;
  return short[at] === long[at + 1] && short[at + 1] === long[at] && short.slice(at + 2) === long.slice(at + 2);
}
