// Cells in the kernel's memory, filled by the kernel a row a call. The area lies before the window: names, dictionary,
// then the arrays of each column.
import type { Buffer } from 'node:buffer';
import type { CellStore, ColumnCells, Texts } from '../../columns/cell-store.ts';
import type { ColumnKind } from '../../columns/column-types.ts';
import {
  ARENA,
  CELLS,
  COLUMN_BYTES,
  COLUMN_IDS,
  COLUMN_NUMBERS,
  COLUMN_SPANS,
  COLUMN_TABLE_BYTES,
  COLUMN_TABLES,
  COLUMNS,
  HEADER,
  MAX_COLUMN_TABLES,
  MAX_ROWS,
  MAX_TABLE_TEXT,
  NO_COLUMN,
  NO_SHAPE,
  RECORD,
  TEXTS,
} from './memory-layout.ts';
import type { WasmKernel } from './wasm-kernel.ts';
import { WasmLineFields } from './wasm-line-fields.ts';

const KINDS: Record<ColumnKind, number> = { id: COLUMN_IDS, number: COLUMN_NUMBERS, span: COLUMN_SPANS };
/** Of one column: ids or numbers, starts, ends. */
const CELL_BYTES = MAX_ROWS * 16;
/** A short name of plain ASCII can stand in a table of names. */
const PLAIN = /^[ !#-[\]-~]+$/;

export class WasmTexts implements Texts {
  readonly #kernel: WasmKernel;
  readonly #decoded: string[] = [];

  constructor(kernel: WasmKernel) {
    this.#kernel = kernel;
    kernel.words[HEADER.arenaTop >> 2] = ARENA;
  }

  /** `bytes` is the kernel's memory. */
  idOf(_bytes: Buffer, start: number, end: number): number {
    return this.#kernel.run.intern(start, end - start);
  }

  textOf(id: number): string {
    const known = this.#decoded[id];
    if (known !== undefined) return known;
    const { words, bytes } = this.#kernel;
    const start = words[(TEXTS >> 2) + id * 2] as number;
    const text = bytes.toString('latin1', start, start + (words[(TEXTS >> 2) + id * 2 + 1] as number));
    this.#decoded[id] = text;
    return text;
  }
}

export class WasmColumns {
  readonly #kernel: WasmKernel;
  readonly #store: CellStore;
  readonly #fields: WasmLineFields;
  /** Columns the kernel does not know: too long a name, or one table too many. */
  readonly #byHand: ColumnCells[] = [];
  readonly #names = new Map<string, { number: number; members: number }>();
  #tables = 0;

  static windowFor(columns: number): number {
    return CELLS + columns * CELL_BYTES;
  }

  constructor(kernel: WasmKernel, store: CellStore) {
    this.#kernel = kernel;
    this.#store = store;
    this.#fields = new WasmLineFields(kernel);
    store.cells.forEach((cells, column) => {
      if (!this.#register(cells, column)) this.#byHand.push(cells);
    });
    kernel.words[HEADER.columns >> 2] = store.cells.length;
    this.followMemory();
    store.rows = MAX_ROWS;
    store.clear();
  }

  /** To be done when the memory was replaced. */
  followMemory(): void {
    const { bytes } = this.#kernel;
    this.#store.bytes = bytes;
    this.#store.cells.forEach((cells, column) => {
      const at = bytes.byteOffset + CELLS + column * CELL_BYTES;
      const part = (offset: number) => new Int32Array(bytes.buffer, at + offset, MAX_ROWS);
      const numbers = new Float64Array(bytes.buffer, at, MAX_ROWS);
      cells.takeArrays({ ids: part(0), numbers, starts: part(MAX_ROWS * 8), ends: part(MAX_ROWS * 12) });
    });
  }

  /** `at` is the index of a record's first word; `offset` the line's in the stream. */
  addRecord(at: number, offset: number): void {
    const { run, words } = this.#kernel;
    const row = this.#store.rows;
    this.#store.rows += 1;
    const start = words[at + (RECORD.start >> 2)] as number;
    this.#store.offsets[row] = offset;
    this.#store.lengths[row] = (words[at + (RECORD.end >> 2)] as number) - start;
    const end = words[at + (RECORD.end >> 2)] as number;
    const masks = words[at + (RECORD.masks >> 2)] as number;
    const masksEnd = words[at + (RECORD.masksEnd >> 2)] as number;
    const shape = words[at + (RECORD.shape >> 2)] as number;
    const isHard =
      (shape === NO_SHAPE ? run.fillRow(start, masks, masksEnd, end, row) : run.fillWalked(shape, masks, row)) !== 0;
    if (!isHard && this.#byHand.length === 0) return;
    this.#fields.load(at);
    this.#store.fillRow(row, this.#fields, 0, isHard ? this.#store.cells : this.#byHand);
  }

  #register(cells: ColumnCells, column: number): boolean {
    const kernel = this.#kernel;
    const base = CELLS + column * CELL_BYTES;
    const descriptor = [KINDS[cells.kind], base, base + MAX_ROWS * 8, base + MAX_ROWS * 12];
    kernel.words.set(descriptor, (COLUMNS + column * COLUMN_BYTES) >> 2);
    if (!isShort(cells.field) || !isShort(cells.member ?? '-')) return false;
    const entry = this.#names.get(cells.field) ?? { number: NO_COLUMN, members: 0 };
    this.#names.set(cells.field, entry);
    if (cells.member === null) entry.number = column + 1;
    else if (entry.members === 0) entry.members = this.#nextTable();
    if (cells.member !== null && entry.members === 0) return false;
    kernel.registerColumn(COLUMN_TABLES, cells.field, entry.number, entry.members);
    if (cells.member !== null) kernel.registerColumn(entry.members, cells.member, column + 1, 0);
    return true;
  }

  /** 0 when there is no room for another one. */
  #nextTable(): number {
    this.#tables += 1;
    return this.#tables < MAX_COLUMN_TABLES ? COLUMN_TABLES + this.#tables * COLUMN_TABLE_BYTES : 0;
  }
}

const isShort = (name: string): boolean => name.length <= MAX_TABLE_TEXT && PLAIN.test(name);
