// Tokens of RFC 8259, by bytes. Each function takes the position of a token's first byte and gives the position after
// its last one, or −1 when bytes[at, end) does not start with such a token. Nothing at or after `end` is looked at:
// it belongs to another line. Non-ASCII bytes are welcome inside strings only, where invalid UTF-8 reads as U+FFFD.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;

/** 1 where a byte may follow a backslash (all but u): " \ / b f n r t */
const SHORT_ESCAPE = byteSet('"\\/bfnrt');
const HEX = byteSet('0123456789abcdefABCDEF');
const SPACE = byteSet(' \t\n\r');

function byteSet(members: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const member of members) set[member.charCodeAt(0)] = 1;
  return set;
}

/** The byte at `at`, −1 at the end of the line. */
export function byteAt(bytes: Buffer, at: number, end: number): number {
  return at < end ? (bytes[at] as number) : -1;
}

/** Position of the first byte at or after `at` that is no JSON white space; never −1. */
export function skipSpace(bytes: Buffer, at: number, end: number): number {
  let next = at;
  while (next < end && SPACE[bytes[next] as number] === 1) next += 1;
  return next;
}

export function skipString(bytes: Buffer, at: number, end: number): number {
  if (byteAt(bytes, at, end) !== QUOTE) return -1;
  let next = at + 1;
  while (next < end) {
    const byte = bytes[next] as number;
    if (byte === QUOTE) return next + 1;
    if (byte < 0x20) return -1;
    if (byte === BACKSLASH) {
      next = skipEscape(bytes, next, end);
      if (next < 0) return -1;
    } else next += 1;
  }
  return -1;
}

function skipEscape(bytes: Buffer, at: number, end: number): number {
  const kind = byteAt(bytes, at + 1, end);
  if (kind !== LOWER_U) return kind >= 0 && SHORT_ESCAPE[kind] === 1 ? at + 2 : -1;
  if (at + 6 > end) return -1;
  for (let digit = at + 2; digit < at + 6; digit += 1) {
    if (HEX[bytes[digit] as number] !== 1) return -1;
  }
  return at + 6;
}

export function skipNumber(bytes: Buffer, at: number, end: number): number {
  let next = byteAt(bytes, at, end) === MINUS ? at + 1 : at;
  next = byteAt(bytes, next, end) === ZERO ? next + 1 : skipDigits(bytes, next, end);
  if (next >= 0 && byteAt(bytes, next, end) === DOT) next = skipDigits(bytes, next + 1, end);
  // Setting bit 0x20 folds E onto e and leaves no other byte there.
  if (next < 0 || (byteAt(bytes, next, end) | 0x20) !== 0x65) return next;
  const sign = byteAt(bytes, next + 1, end);
  return skipDigits(bytes, sign === PLUS || sign === MINUS ? next + 2 : next + 1, end);
}

/** At least one digit. */
function skipDigits(bytes: Buffer, at: number, end: number): number {
  let next = at;
  while (next < end && isDigit(bytes[next] as number)) next += 1;
  return next > at ? next : -1;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export function skipWord(bytes: Buffer, at: number, end: number, word: string): number {
  if (at + word.length > end) return -1;
  for (let index = 0; index < word.length; index += 1) {
    if (bytes[at + index] !== word.charCodeAt(index)) return -1;
  }
  return at + word.length;
}
