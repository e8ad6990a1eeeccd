import type { Phrase } from './catalogue.ts';
import { cleanLine } from './clean-text.ts';

const LONGEST = 24;
const PLAIN = /^[\w.+-]+@[\w.-]+$/;

/** The mailbox the mail was for, as far as it is one and short enough to be read; else `otherwise`. */
export function mailboxOf({ facts }: Phrase, otherwise: string): string {
  const [first = '', ...others] = (facts.carried?.mailTo ?? '').split(' ');
  const box = cleanLine(first, LONGEST + 1);
  return others.length === 0 && box.length <= LONGEST && PLAIN.test(box) ? box : otherwise;
}
