// What a scanning engine owes the rest of the package. An engine lives in its own folder and must give the same verdicts
// and the same values for every line.
import type { Buffer } from 'node:buffer';

/**
 * - `object`: strictly valid JSON, an object
 * - `blank`: nothing but JSON white space
 * - `not-object`: strictly valid JSON of another kind
 * - `not-json`: whatever JSON.parse would refuse
 */
export type LineVerdict = 'object' | 'blank' | 'not-object' | 'not-json';

/** One line of verdict `object`, found but not decoded: bytes[start, end). */
export interface LineFields {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** False when there may be bytes above 0x7f. */
  readonly isAscii: boolean;
  /** The bytes as text, invalid UTF-8 as U+FFFD. */
  text(start: number, end: number): string;
  /** True when there may be a backslash. */
  readonly hasBackslash: boolean;
  /** Where the value is that find() found. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** The last top-level field of that name, as in JSON.parse. `id`: its index in EVE_FIELD_NAMES, −1 for other names. */
  find(name: string, id: number): boolean;
  /** The value of that field, decoded; undefined without one. */
  read(name: string, id: number): unknown;
  /** The same line in memory of its own. */
  keep(): LineFields;
}
