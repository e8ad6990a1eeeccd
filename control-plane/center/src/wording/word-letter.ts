import type { Language, Notice } from '@omamori/contract/console-api';
import { cleanLine } from './clean-text.ts';
import { english } from './en/english.ts';
import { japanese } from './ja/japanese.ts';

export interface Letter {
  readonly language: Language;
  readonly company: string;
  readonly receipt: string;
  readonly title: string;
  readonly body: string;
  readonly details: Notice['details'];
  readonly createdAt: Date;
}

/**
 * A notice as the text of a mail: header fields in UTF-8 (RFC 5322 form, RFC 6532), an empty line, the body, a rule,
 * the details. The same letter always gives the same bytes.
 */
export function letterText(letter: Letter): string {
  const words = (letter.language === 'ja' ? japanese : english).letter;
  const head = [
    `Subject: ${cleanLine(letter.title, 200)}`,
    `From: ${words.sender}`,
    `To: ${words.recipient(cleanLine(letter.company, 120))}`,
    `Date: ${letter.createdAt.toUTCString().replace('GMT', '+0000')}`,
    `X-Receipt-Number: ${letter.receipt}`,
    `Content-Language: ${letter.language}`,
    'Content-Type: text/plain; charset=utf-8',
  ];
  const details = letter.details.map(({ label, value }) => `${label}${words.colon}${cleanLine(value, 900)}`);
  return [...head, '', letter.body, '', '--------------------', words.details, ...details, ''].join('\n');
}
