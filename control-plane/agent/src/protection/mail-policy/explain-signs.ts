// What the mail policy found, for the analyst: each sign with its score and one sentence, heaviest first.
import type { MessageFinding } from '../antivirus/message-sink.ts';
import { MAIL_SIGNS, type MailSign, scoreOf, totalScore, weightOf } from './mail-signs.ts';

export interface ExplainedSign {
  readonly sign: MailSign;
  readonly score: number;
  readonly sentence: string;
  readonly facts: Readonly<Record<string, string>>;
}

export interface Explained {
  readonly score: number;
  readonly severity: 'high' | 'medium' | 'low';
  readonly signs: readonly ExplainedSign[];
}

const at = (facts: MessageFinding['facts']): string =>
  facts['member'] === undefined ? `“${facts['file']}”` : `“${facts['member']}” inside “${facts['file']}”`;
type Sentence = (facts: MessageFinding['facts']) => string;

const SENTENCES: Readonly<Record<MailSign, Sentence>> = {
  'encrypted-archive': (f) => `${at(f)} asks for a password: nobody could look inside.`,
  'encrypted-document': (f) => `The document ${at(f)} is encrypted: nobody could look inside.`,
  'encrypted-pdf': (f) => `The PDF ${at(f)} is encrypted: nobody could look inside.`,
  'macro-document': (f) => `The document ${at(f)} carries macros.`,
  'program-file': (f) => `${at(f)} is a program, by name or first bytes.`,
  'script-file': (f) => `${at(f)} is a script that Windows runs when it is opened.`,
  'shortcut-file': (f) => `${at(f)} is a shortcut: it starts what its author chose.`,
  'disk-image': (f) => `${at(f)} is a disk image: what is inside has no mark of the web.`,
  'onenote-file': (f) => `${at(f)} is a OneNote file, in which scripts are hidden.`,
  'double-extension': (f) => `${at(f)} has a second extension behind a trusted one.`,
  'reversed-name': (f) => `${at(f)} has characters that turn the direction of writing; � marks them.`,
  'disguised-file': (f) => `${at(f)} is by its first bytes no document as its name says.`,
  'look-alike-domain': (f) => `The sender's domain ${f['domain']} imitates ${f['brand']}.`,
  'homoglyph-domain': (f) =>
    `The sender's domain ${f['domain']} is written with foreign letters that look alike${f['brand'] === undefined ? '' : `; it imitates ${f['brand']}`}.`,
  'brand-sender': (f) => `The sender shows the name of ${f['brand']} and writes from ${f['domain']}.`,
  'brand-subject': (f) => `The subject presses in the name of ${f['brand']}; the sender is at ${f['domain']}.`,
  'look-alike-link': (f) => `A link goes to ${f['link']}, which imitates ${f['brand']}.`,
  'hidden-link': (f) => `A link shows ${f['shown']} and goes to ${f['link']}.`,
  'reply-elsewhere': (f) => `Answers to ${f['from']} would go to ${f['reply to']}.`,
  'shown-address': (f) => `The sender shows the address ${f['shown']} and writes from ${f['domain']}.`,
  'own-name-outside': (f) => `From says ${f['domain']}, the company itself; the envelope came from ${f['envelope']}.`,
  'false-reply': () => 'An answer with a quoted conversation, but without In-Reply-To and References.',
  'reply-from-new-domain': (f) => `The quoted conversation is of ${f['shown']}; the answer comes from ${f['domain']}.`,
  'payment-change': () => 'The subject speaks of a changed account for payments.',
};

export function explainSigns(findings: readonly MessageFinding[]): Explained {
  const signs = findings
    .flatMap(({ sign: name, facts }) => {
      const sign = MAIL_SIGNS.find((one) => one === name);
      return sign === undefined ? [] : [{ sign, score: scoreOf(sign), sentence: SENTENCES[sign](facts), facts }];
    })
    .sort((a, b) => b.score - a.score);
  const score = totalScore(signs);
  return { score, severity: weightOf(score), signs };
}
