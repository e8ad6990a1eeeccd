// Stage 2, plain TypeScript engine: judges a line and notes where its top-level fields are. Every byte is looked at
// once, also for types nobody wants decoded: a line counts as an event only when JSON.parse would take it.
import { Buffer } from 'node:buffer';
import type { LineVerdict } from '../line-scanner.ts';
import { FieldTable } from './field-table.ts';
import { byteAt, skipSpace, skipString } from './skip-token.ts';
import { CLOSE_OBJECT, COMMA, OPEN_OBJECT, skipColon, ValueSkipper } from './skip-value.ts';

const BACKSLASH = 0x5c;

export class JsLineScanner {
  /** The fields of the last line whose verdict was `object`; overwritten by the next scan. */
  readonly fields = new FieldTable(Buffer.alloc(0));
  readonly #values = new ValueSkipper();

  /** Judges bytes[start, end) completely, without decoding any value; never throws. */
  scan(bytes: Buffer, start: number, end: number): LineVerdict {
    this.fields.reset(bytes, start, end);
    const first = skipSpace(bytes, start, end);
    if (first === end) return 'blank';
    const isObject = bytes[first] === OPEN_OBJECT;
    const after = isObject ? this.#scanFields(bytes, first + 1, end) : this.#values.skip(bytes, first, end);
    if (after < 0 || skipSpace(bytes, after, end) !== end) return 'not-json';
    return isObject ? 'object' : 'not-object';
  }

  #scanFields(bytes: Buffer, start: number, end: number): number {
    let at = skipSpace(bytes, start, end);
    if (byteAt(bytes, at, end) === CLOSE_OBJECT) return at + 1;
    for (;;) {
      const afterKey = skipString(bytes, at, end);
      if (afterKey < 0) return -1;
      const value = skipColon(bytes, afterKey, end);
      if (value < 0) return -1;
      const afterValue = this.#values.skip(bytes, value, end);
      if (afterValue < 0) return -1;
      this.#note(bytes, at + 1, afterKey - 1, value, afterValue);
      at = skipSpace(bytes, afterValue, end);
      const byte = byteAt(bytes, at, end);
      if (byte === CLOSE_OBJECT) return at + 1;
      if (byte !== COMMA) return -1;
      at = skipSpace(bytes, at + 1, end);
    }
  }

  #note(bytes: Buffer, keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const { fields } = this;
    if (fields.plainKeys && !isPlain(bytes, keyStart, keyEnd)) fields.plainKeys = false;
    fields.add(keyStart, keyEnd, valueStart, valueEnd);
  }
}

function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH || byte > 0x7f) return false;
  }
  return true;
}
