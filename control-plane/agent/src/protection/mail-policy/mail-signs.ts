// Every sign the mail policy knows: which part of the policy speaks of it, and how heavy it weighs. Scores add up over a
// message; what stays under TOLD_FROM is not told, so that a weak sign counts only beside another.
import type { MailPolicy } from '@omamori/contract/mail-policy';

export type SignClass = keyof MailPolicy;
export const TOLD_FROM = 25;
const HEAVY = 70;
const MIDDLE = 40;

const SIGNS = {
  'encrypted-archive': ['locked', 25],
  'encrypted-document': ['locked', 25],
  'encrypted-pdf': ['locked', 25],
  'macro-document': ['macros', 45],
  'program-file': ['programs', 60],
  'script-file': ['programs', 60],
  'shortcut-file': ['programs', 70],
  'disk-image': ['programs', 45],
  'onenote-file': ['programs', 40],
  'double-extension': ['programs', 70],
  'reversed-name': ['programs', 80],
  'disguised-file': ['programs', 80],
  'look-alike-domain': ['lookAlike', 70],
  'homoglyph-domain': ['lookAlike', 80],
  'brand-sender': ['lookAlike', 60],
  'brand-subject': ['lookAlike', 45],
  'look-alike-link': ['lookAlike', 60],
  'hidden-link': ['lookAlike', 30],
  'reply-elsewhere': ['deception', 40],
  'shown-address': ['deception', 55],
  'own-name-outside': ['deception', 45],
  'false-reply': ['deception', 20],
  'reply-from-new-domain': ['deception', 35],
  'payment-change': ['deception', 20],
} as const satisfies Readonly<Record<string, readonly [SignClass, number]>>;

export type MailSign = keyof typeof SIGNS;
export const MAIL_SIGNS = Object.keys(SIGNS) as readonly MailSign[];

/** A sign and what it was seen at: short text of strangers, one line. */
export interface SeenSign {
  readonly sign: MailSign;
  readonly facts: Readonly<Record<string, string>>;
}

export function classOf(sign: MailSign): SignClass {
  return SIGNS[sign][0];
}
export function scoreOf(sign: MailSign): number {
  return SIGNS[sign][1];
}

/** Each sign counts once, however often it was seen; 100 is the most. */
export function totalScore(seen: readonly Pick<SeenSign, 'sign'>[]): number {
  const signs = new Set(seen.map(({ sign }) => sign));
  return Math.min(
    100,
    [...signs].reduce((sum, sign) => sum + scoreOf(sign), 0),
  );
}

export function weightOf(score: number): 'high' | 'medium' | 'low' {
  return score >= HEAVY ? 'high' : score >= MIDDLE ? 'medium' : 'low';
}
