import { Buffer } from 'node:buffer';
import { decodeValue } from '../../decode-value.ts';
import type { LineFields } from '../line-scanner.ts';

const SPAN = 4;
const FIRST_FIELDS = 64;

/**
 * Where the top-level fields of one line are, in order of appearance, four positions a field:
 *
 *     "src_ip" : "10.0.0.1"      keyStart and keyEnd inside the quotes, valueStart and valueEnd around the value
 *
 * Grows to the longest line's fields (at most a fifth of its bytes) and is used again for each line.
 */
export class FieldTable implements LineFields {
  #spans: Int32Array;
  count = 0;
  bytes: Buffer;
  start = 0;
  end = 0;
  /** Not looked for by this engine. */
  isAscii = false;
  hasBackslash = true;
  valueStart = 0;
  valueEnd = 0;
  /** False when some key holds an escape or a byte above 0x7f: then keys must be decoded before they are compared. */
  plainKeys = true;

  constructor(bytes: Buffer, fields = FIRST_FIELDS) {
    this.bytes = bytes;
    this.#spans = new Int32Array(fields * SPAN);
  }

  reset(bytes: Buffer, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.count = 0;
    this.plainKeys = true;
  }

  add(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const at = this.count * SPAN;
    if (at === this.#spans.length) this.#grow();
    const spans = this.#spans;
    spans[at] = keyStart;
    spans[at + 1] = keyEnd;
    spans[at + 2] = valueStart;
    spans[at + 3] = valueEnd;
    this.count += 1;
  }

  text(start: number, end: number): string {
    return this.bytes.toString(this.isAscii ? 'latin1' : 'utf8', start, end);
  }

  read(name: string, id: number): unknown {
    return this.find(name, id) ? decodeValue(this) : undefined;
  }

  keep(): FieldTable {
    const kept = new FieldTable(Buffer.from(this.bytes.subarray(this.start, this.end)), this.count);
    for (let at = 0; at < this.count * SPAN; at += 1) kept.#spans[at] = (this.#spans[at] as number) - this.start;
    kept.end = kept.bytes.length;
    kept.count = this.count;
    kept.plainKeys = this.plainKeys;
    return kept;
  }

  find(name: string, _id: number): boolean {
    const spans = this.#spans;
    for (let at = (this.count - 1) * SPAN; at >= 0; at -= SPAN) {
      const start = spans[at] as number;
      const end = spans[at + 1] as number;
      if (this.plainKeys ? this.#isKey(start, end, name) : this.#decodeKey(start, end) === name) {
        this.valueStart = spans[at + 2] as number;
        this.valueEnd = spans[at + 3] as number;
        return true;
      }
    }
    return false;
  }

  #isKey(start: number, end: number, name: string): boolean {
    if (end - start !== name.length) return false;
    const { bytes } = this;
    for (let index = 0; index < name.length; index += 1) {
      if (bytes[start + index] !== name.charCodeAt(index)) return false;
    }
    return true;
  }

  #decodeKey(start: number, end: number): unknown {
    return JSON.parse(this.bytes.toString('utf8', start - 1, end + 1));
  }

  #grow(): void {
    const grown = new Int32Array(Math.max(this.#spans.length, SPAN) * 2);
    grown.set(this.#spans);
    this.#spans = grown;
  }
}
