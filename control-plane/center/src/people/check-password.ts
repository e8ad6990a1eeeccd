import { SHORTEST_PASSWORD } from '@omamori/contract/console-api/people';
import { err, ok, type Result } from '@omamori/contract/result';
import { GUESSED_WORDS } from './guessed-passwords.ts';

const FEWEST_DIFFERENT = 5;
/** Rows of keys and counting, both ways: what a finger run over the keyboard gives. */
const RUNS = ['01234567890123456789', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'].flatMap(
  (run) => [run, [...run].reverse().join('')],
);
const SHORTEST_RUN = 4;

/**
 * Length first, no rules of composition (NIST SP 800-63B 5.1.1.2): at least 12 characters, not one of the common ones
 * with a few signs around it, not the account's own name, not a run of keys or one sign again and again.
 * Errors: PPL_PASSWORD_SHORT, PPL_PASSWORD_OWN_NAME, PPL_PASSWORD_COMMON.
 */
export function checkPassword(password: string, owner: { readonly name: string; displayName: string }): Result<void> {
  const text = password.normalize('NFKC').toLowerCase();
  if ([...text].length < SHORTEST_PASSWORD) {
    return err('PPL_PASSWORD_SHORT', `A password has at least ${SHORTEST_PASSWORD} characters.`);
  }
  const core = text.replaceAll(/^[\W\d_]+|[\W\d_]+$/gu, '');
  if (namesOf(owner).some((name) => text === name || core === name)) {
    return err('PPL_PASSWORD_OWN_NAME', 'The password is the name of the account.');
  }
  if (GUESSED_WORDS.has(text) || GUESSED_WORDS.has(core) || GUESSED_WORDS.has(halfOf(core)) || isMonotone(text)) {
    return err('PPL_PASSWORD_COMMON', 'This password is one of those that are tried first.');
  }
  return ok(undefined);
}

function namesOf({ name, displayName }: { name: string; displayName: string }): string[] {
  const [local = ''] = name.split('@');
  const whole = [name, displayName, local].map((one) => one.normalize('NFKC').toLowerCase());
  return [...whole, `${local}${local}`].filter((one) => one.length >= 4);
}

/** `abcabc` → `abc`. */
function halfOf(text: string): string {
  const half = text.slice(0, text.length / 2);
  return text === half + half ? half : text;
}

function isMonotone(text: string): boolean {
  if (new Set(text).size < FEWEST_DIFFERENT) return true;
  let rest = text;
  while (rest.length >= SHORTEST_RUN) {
    const length = longestRun(rest);
    if (length < SHORTEST_RUN) return false;
    rest = rest.slice(length);
  }
  return true;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const run of RUNS) {
    let length = 0;
    while (length < text.length && run.includes(text.slice(0, length + 1))) length += 1;
    longest = Math.max(longest, length);
  }
  return longest;
}
