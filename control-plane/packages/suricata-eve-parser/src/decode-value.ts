// One value of a judged line → JavaScript. Its bytes are known to be valid JSON, so its kind is told by its first byte.
import type { Buffer } from 'node:buffer';
import type { LineFields } from './scan/line-scanner.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_T = 0x74;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
/** Integers of as many digits that come out below 2^53 were exact in a double all the way. */
const SAFE_DIGITS = 16;

export function decodeValue(fields: LineFields): unknown {
  const { bytes, valueStart, valueEnd } = fields;
  switch (bytes[valueStart]) {
    case QUOTE:
      return decodeText(fields, valueStart + 1, valueEnd - 1);
    case LOWER_T:
      return true;
    case LOWER_F:
      return false;
    case LOWER_N:
      return null;
    default:
      return decodeInteger(bytes, valueStart, valueEnd) ?? parse(fields, valueStart, valueEnd);
  }
}

/** The text between two quotes. */
export function decodeText(fields: LineFields, start: number, end: number): string {
  if (fields.hasBackslash && hasBackslash(fields.bytes, start, end)) return parse(fields, start - 1, end + 1) as string;
  return fields.text(start, end);
}

export function parse(fields: LineFields, start: number, end: number): unknown {
  return JSON.parse(fields.bytes.toString(fields.isAscii ? 'latin1' : 'utf8', start, end));
}

function hasBackslash(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === BACKSLASH) return true;
  return false;
}

/** Undefined for anything but a short run of digits. */
function decodeInteger(bytes: Buffer, start: number, end: number): number | undefined {
  if (end - start > SAFE_DIGITS) return undefined;
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value <= Number.MAX_SAFE_INTEGER ? value : undefined;
}
