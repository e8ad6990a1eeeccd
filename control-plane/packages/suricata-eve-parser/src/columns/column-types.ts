// The shapes of the columnar form: no objects, one cell a row and column.

/**
 * - `id`: a text that repeats (address, protocol, signature): equal texts have equal numbers
 * - `number`: as a double
 * - `span`: a text that hardly repeats (timestamp, url): only where it is
 */
export type ColumnKind = 'id' | 'number' | 'span';

/** By path: a top-level field, or `object.member`. */
export type ColumnSpec = Readonly<Record<string, ColumnKind>>;

interface TextCells {
  /** Where the text is in batch.bytes, between its quotes; both 0 when the field is absent or no text. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The decoded text; undefined when the field is absent or no text. */
  text(row: number): string | undefined;
}

export interface IdCells extends TextCells {
  /** ≥ 0: see textOf(); NO_FIELD, or NO_ID for a text that got none: ask text(row). */
  readonly ids: Int32Array;
}

export interface SpanCells extends TextCells {
  readonly kind: 'span';
}

export interface NumberCells {
  /** NaN when the field is absent or no number. */
  readonly numbers: Float64Array;
}

export type CellsOf<Kind extends ColumnKind> = { id: IdCells; number: NumberCells; span: SpanCells }[Kind];

/** Lent until onBatch returns; the next batch is in the same arrays. Only the first `rows` elements count. */
export interface EveBatch<Spec extends ColumnSpec> {
  readonly rows: number;
  /** Stream offset and length in bytes of each row's line. */
  readonly offsets: Float64Array;
  readonly lengths: Int32Array;
  /** What starts and ends count in. */
  readonly bytes: Uint8Array;
  readonly columns: { readonly [Path in keyof Spec]: CellsOf<Spec[Path]> };
}

/** In `ids`: the row has no such text. */
export const NO_FIELD = -1;
/** In `ids`: a text longer than 128 bytes, not plain ASCII, with an escape, or one more than 16,384 different ones. */
export const NO_ID = -2;
