// What a scanning engine owes the rest of the package. An engine lives in its own folder beside js/ and must give the
// same verdicts and the same spans for every line.

/**
 * - `object`: strictly valid JSON, an object; the field table describes it
 * - `blank`: nothing but JSON white space
 * - `not-object`: strictly valid JSON of another kind
 * - `not-json`: whatever JSON.parse would refuse
 */
export type LineVerdict = 'object' | 'blank' | 'not-object' | 'not-json';

export interface LineScanner {
  /** The fields of the last line whose verdict was `object`; overwritten by the next scan. */
  readonly fields: FieldTable;
  /** Judges bytes[start, end) completely, without decoding any value; never throws. */
  scan(bytes: Buffer, start: number, end: number): LineVerdict;
}

const SPAN = 4;
const FIRST_FIELDS = 64;

/**
 * Where the top-level fields of one line are, in order of appearance, four positions a field:
 *
 *     "src_ip" : "10.0.0.1"      keyStart and keyEnd inside the quotes, valueStart and valueEnd around the value
 *
 * Grows to the longest line's fields (at most a fifth of its bytes) and is used again for each line.
 */
export class FieldTable {
  #spans = new Int32Array(FIRST_FIELDS * SPAN);
  count = 0;
  /** False when some key holds an escape or a byte above 0x7f: then keys must be decoded before they are compared. */
  plainKeys = true;
  /** Index of the last top-level `event_type`, −1 without one. The last counts, as in JSON.parse. */
  eventType = -1;

  reset(): void {
    this.count = 0;
    this.plainKeys = true;
    this.eventType = -1;
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

  keyStart(field: number): number {
    return this.#spans[field * SPAN] as number;
  }

  keyEnd(field: number): number {
    return this.#spans[field * SPAN + 1] as number;
  }

  valueStart(field: number): number {
    return this.#spans[field * SPAN + 2] as number;
  }

  valueEnd(field: number): number {
    return this.#spans[field * SPAN + 3] as number;
  }

  #grow(): void {
    const grown = new Int32Array(this.#spans.length * 2);
    grown.set(this.#spans);
    this.#spans = grown;
  }
}
