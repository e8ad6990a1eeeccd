// The cells of one batch, and the slow way to fill a row: field by field, from any engine's line. Whoever fills rows
// faster writes into the same arrays.
import { Buffer } from 'node:buffer';
import { decodeValue } from '../decode-value.ts';
import { EveError } from '../eve-error.ts';
import { JsLineScanner } from '../scan/js/scan-line.ts';
import type { LineFields } from '../scan/line-scanner.ts';
import { type ColumnKind, type ColumnSpec, NO_FIELD } from './column-types.ts';

export const MAX_ROWS = 2048;
export const MAX_COLUMNS = 64;
const QUOTE = 0x22;

/** Where cells are: views of the kernel's memory, or arrays of their own. */
export interface CellArrays {
  readonly ids: Int32Array;
  readonly numbers: Float64Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

export interface Texts {
  /** Id of the text bytes[start, end), NO_ID when it gets none. */
  idOf(bytes: Buffer, start: number, end: number): number;
  textOf(id: number): string;
}

export class ColumnCells implements CellArrays {
  readonly kind: ColumnKind;
  readonly field: string;
  /** The second part of the path, null without one. */
  readonly member: string | null;
  ids = new Int32Array(0);
  numbers = new Float64Array(0);
  starts = new Int32Array(0);
  ends = new Int32Array(0);
  readonly #store: CellStore;

  constructor(store: CellStore, path: string, kind: ColumnKind) {
    const dot = path.indexOf('.');
    this.#store = store;
    this.kind = kind;
    this.field = dot < 0 ? path : path.slice(0, dot);
    this.member = dot < 0 ? null : path.slice(dot + 1);
  }

  takeArrays(arrays: CellArrays): void {
    Object.assign(this, arrays);
  }

  clear(from: number, to: number): void {
    if (this.kind === 'number') this.numbers.fill(Number.NaN, from, to);
    else this.starts.fill(0, from, to);
    if (this.kind === 'id') this.ids.fill(NO_FIELD, from, to);
  }

  text(row: number): string | undefined {
    const id = this.kind === 'id' ? (this.ids[row] as number) : NO_FIELD;
    if (id >= 0) return this.#store.texts.textOf(id);
    const start = this.starts[row] as number;
    return start === 0 ? undefined : decodeTextIn(this.#store.bytes, start, this.ends[row] as number);
  }

  /** `shift` is added to the positions that are stored. */
  store(row: number, fields: LineFields, shift: number): void {
    const { bytes, valueStart, valueEnd } = fields;
    if (this.kind === 'number') {
      const value = bytes[valueStart] === QUOTE ? null : decodeValue(fields);
      if (typeof value === 'number') this.numbers[row] = value;
    } else if (bytes[valueStart] === QUOTE) {
      this.starts[row] = valueStart + 1 + shift;
      this.ends[row] = valueEnd - 1 + shift;
      if (this.kind === 'id') this.ids[row] = this.#store.texts.idOf(bytes, valueStart + 1, valueEnd - 1);
    }
  }
}

export class CellStore {
  readonly cells: readonly ColumnCells[];
  readonly byPath: Readonly<Record<string, ColumnCells>>;
  readonly texts: Texts;
  readonly #members = new JsLineScanner();
  rows = 0;
  offsets = new Float64Array(MAX_ROWS);
  lengths = new Int32Array(MAX_ROWS);
  bytes: Buffer = Buffer.alloc(0);

  constructor(spec: ColumnSpec, texts: Texts) {
    this.texts = texts;
    const entries = Object.entries(spec).map(
      ([path, kind]) => [path, new ColumnCells(this, path, checked(kind))] as const,
    );
    if (entries.length === 0 || entries.length > MAX_COLUMNS) {
      throw new EveError({ code: 'EVE_MISUSE', message: `1 to ${MAX_COLUMNS} columns, not ${entries.length}` });
    }
    this.cells = entries.map(([, cells]) => cells);
    this.byPath = Object.fromEntries(entries);
  }

  clear(): void {
    for (const cells of this.cells) cells.clear(0, this.rows);
    this.rows = 0;
  }

  fillRow(row: number, fields: LineFields, shift: number, only: readonly ColumnCells[] = this.cells): void {
    for (const cells of only) {
      cells.clear(row, row + 1);
      if (!fields.find(cells.field, -1)) continue;
      if (cells.member === null) cells.store(row, fields, shift);
      else this.#storeMember(row, fields, cells, cells.member, shift);
    }
  }

  #storeMember(row: number, fields: LineFields, cells: ColumnCells, member: string, shift: number): void {
    if (this.#members.scan(fields.bytes, fields.valueStart, fields.valueEnd) !== 'object') return;
    if (this.#members.fields.find(member, -1)) cells.store(row, this.#members.fields, shift);
  }
}

function checked(kind: ColumnKind): ColumnKind {
  if (kind === 'id' || kind === 'number' || kind === 'span') return kind;
  throw new EveError({
    code: 'EVE_MISUSE',
    message: `a column is id, number or span: ${String(kind satisfies never)}`,
  });
}

function decodeTextIn(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}
