// Cells of columns: where a line's value goes when no object is wanted. A text gets a number that all equal texts share.
import type { Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { f64, i8x16, i32, i64, i64x2, v128 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  ARENA_END,
  COLUMN_BYTES,
  COLUMN_IDS,
  COLUMN_NUMBERS,
  COLUMN_TABLES,
  COLUMNS,
  DICTIONARY,
  DICTIONARY_ENTRIES,
  ENTRY_MODE,
  ENTRY_NUMBER,
  ENTRY_STAMP,
  HEADER,
  MASKS,
  MAX_TABLE_TEXT,
  MAX_TEXT_BYTES,
  MAX_TEXTS,
  NO_COLUMN,
  SEPARATORS,
  SHAPE_COLUMN_BYTES,
  SHAPE_COLUMNS,
  TEXTS,
} from '../memory-layout.ts';
import { MIX_A, MIX_B } from './look-up.ts';

export const NO_ID = -2;
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const MINUS = 0x2d;
const MAX_DIGITS = 16;
const MAX_SAFE = 9_007_199_254_740_991n;

type Five = [Local<'i32'>, Local<'i32'>, Local<'i32'>, Local<'i32'>, Local<'i32'>];

const fourOf = (params: readonly Local<'i32'>[]) => params as [Local<'i32'>, Local<'i32'>, Local<'i32'>, Local<'i32'>];

/** (text, length) → its id, made when it is new; NO_ID when it is long, not plain ASCII, or the dictionary is full. */
export function defineIntern(module: ModuleBuilder): FunctionRef {
  return module.define('intern', 2, (locals, params) => {
    const [at, length] = params as [Local<'i32'>, Local<'i32'>];
    const parts = { at, length, offset: locals.i32(), hash: locals.i64(), odd: locals.v128(), entry: locals.i32() };
    return [
      when(i32.gtU(length, MAX_TEXT_BYTES), [giveBack(NO_ID)]),
      ...hashText(locals, parts),
      ...findText(locals, parts),
      // A text with an escape is not its bytes; it would get another id than the same text without.
      when(i8x16.bitmask(parts.odd), [giveBack(NO_ID)]),
      ...addText(locals, parts),
    ];
  });
}

interface InternParts {
  readonly at: Local<'i32'>;
  readonly length: Local<'i32'>;
  readonly offset: Local<'i32'>;
  readonly hash: Local<'i64'>;
  /** The top bit of some byte is set when the text is not plain. */
  readonly odd: Local<'v128'>;
  readonly entry: Local<'i32'>;
}

/** The next 16 bytes of the text, zeros behind its end. */
function nextPart({ at, length, offset }: InternParts, rest: Local<'i32'>) {
  return {
    measure: rest.set(i32.select(i32.sub(length, offset), 16, i32.ltU(i32.sub(length, offset), 16))),
    bytes: v128.and(v128.load(i32.add(at, offset)), v128.load(i32.shl(rest, 4), MASKS)),
  };
}

function hashText(locals: Locals, parts: InternParts): Statement[] {
  const { length, offset, hash, odd } = parts;
  const rest = locals.i32();
  const text = locals.v128();
  const { measure, bytes } = nextPart(parts, rest);
  return [
    hash.set(i64.extend(length)),
    loop((again) => [
      measure,
      text.set(bytes),
      odd.set(v128.or(odd, v128.or(text, i8x16.eq(text, i8x16.splat(BACKSLASH))))),
      hash.set(i64.mul(i64.xor(hash, i64x2.lane(text, 0)), MIX_A)),
      hash.set(i64.xor(hash, i64.shrU(hash, 32n))),
      hash.set(i64.mul(i64.xor(hash, i64x2.lane(text, 1)), MIX_B)),
      hash.set(i64.xor(hash, i64.shrU(hash, 29n))),
      offset.set(i32.add(offset, 16)),
      branchIf(again, i32.ltU(offset, length)),
    ]),
  ];
}

/** Gives back the id, or leaves `entry` at the free place. */
function findText(locals: Locals, parts: InternParts): Statement[] {
  const { length, offset, hash, entry } = parts;
  const index = locals.i32();
  const rest = locals.i32();
  const { measure, bytes } = nextPart(parts, rest);
  const known = v128.and(v128.load(i32.add(i32.load(entry), offset)), v128.load(i32.shl(rest, 4), MASKS));
  return [
    index.set(i32.and(i32.wrap(i64.shrU(hash, 32n)), DICTIONARY_ENTRIES - 1)),
    block((free) => [
      loop((again) => [
        entry.set(i32.add(DICTIONARY, i32.shl(index, 4))),
        branchIf(free, i32.eqz(i32.load(entry))),
        index.set(i32.and(i32.add(index, 1), DICTIONARY_ENTRIES - 1)),
        branchIf(again, i32.ne(i32.load(entry, 4), length)),
        branchIf(again, i32.ne(i32.load(entry, 8), i32.wrap(hash))),
        offset.set(0),
        loop((nextPiece) => [
          measure,
          branchIf(again, v128.anyTrue(v128.xor(bytes, known))),
          offset.set(i32.add(offset, 16)),
          branchIf(nextPiece, i32.ltU(offset, length)),
        ]),
        giveBack(i32.load(entry, 12)),
      ]),
    ]),
  ];
}

function addText(locals: Locals, { at, length, offset, hash, entry }: InternParts): Statement[] {
  const id = locals.i32();
  const top = locals.i32();
  const place = i32.add(TEXTS, i32.shl(id, 3));
  return [
    id.set(i32.load(0, HEADER.texts)),
    top.set(i32.load(0, HEADER.arenaTop)),
    when(i32.geU(id, MAX_TEXTS), [giveBack(NO_ID)]),
    when(i32.gtU(i32.add(top, length), ARENA_END), [giveBack(NO_ID)]),
    offset.set(0),
    loop((again) => [
      v128.store(i32.add(top, offset), v128.load(i32.add(at, offset))),
      offset.set(i32.add(offset, 16)),
      branchIf(again, i32.ltU(offset, length)),
    ]),
    i32.store(entry, top),
    i32.store(entry, length, 4),
    i32.store(entry, i32.wrap(hash), 8),
    i32.store(entry, id, 12),
    i32.store(place, top),
    i32.store(place, length, 4),
    i32.store(0, i32.add(id, 1), HEADER.texts),
    i32.store(0, i32.add(top, length), HEADER.arenaTop),
    giveBack(id),
  ];
}

/** (column + 1, value, its end, row): stores the value, when it is of the column's kind. */
export function defineStoreValue(module: ModuleBuilder, intern: FunctionRef): FunctionRef {
  return module.define('storeValue', 4, (locals, params) => {
    const [number, value, end, row] = fourOf(params);
    const column = locals.i32();
    const cell = (offset: number) => i32.add(i32.load(column, offset), i32.shl(row, 2));
    return [
      column.set(i32.add(COLUMNS - COLUMN_BYTES, i32.mul(number, COLUMN_BYTES))),
      when(i32.eq(i32.load(column), COLUMN_NUMBERS), storeNumber(locals, { column, value, end, row })),
      when(i32.ne(i32.load8(value), QUOTE), [giveBack(0)]),
      i32.store(cell(8), i32.add(value, 1)),
      i32.store(cell(12), i32.sub(end, 1)),
      when(i32.eq(i32.load(column), COLUMN_IDS), [
        i32.store(cell(4), intern.call(i32.add(value, 1), i32.sub(i32.sub(end, value), 2))),
      ]),
      giveBack(0),
    ];
  });
}

/** (entry of a table of names, value, its end, row): stores the value where the entry has a column. */
export function defineStoreCell(module: ModuleBuilder, storeValue: FunctionRef): FunctionRef {
  return module.define('storeCell', 4, (_locals, params) => {
    const [entry, value, end, row] = fourOf(params);
    const number = i32.load(entry, ENTRY_NUMBER);
    return [
      when(i32.eqz(number), [giveBack(0)]),
      when(i32.eq(i32.load(entry, ENTRY_STAMP), i32.load(0, HEADER.rowStamp)), [i32.store(0, 1, HEADER.hardRow)]),
      i32.store(entry, i32.load(0, HEADER.rowStamp), ENTRY_STAMP),
      when(i32.eq(number, NO_COLUMN), [giveBack(0)]),
      giveBack(storeValue.call(number, value, end, row)),
    ];
  });
}

/** (shape, ends of the line's values, row): stores every wanted field; 1: not for sure. */
export function defineFillWalked(module: ModuleBuilder, storeValue: FunctionRef): FunctionRef {
  return module.define('fillWalked', 3, (locals, params) => {
    const [shape, ends, row] = params as [Local<'i32'>, Local<'i32'>, Local<'i32'>];
    const column = locals.i32();
    const cell = locals.i32();
    const unused = locals.i32();
    const byte = (shift: number) => i32.and(i32.shrU(cell, shift), 0xff);
    const place = (shift: number) => i32.add(i32.load(i32.add(ends, i32.shl(byte(shift), 2))), byte(shift + 8));
    return [
      i32.store(0, 0, HEADER.hardRow),
      shape.set(i32.add(SHAPE_COLUMNS, i32.mul(shape, SHAPE_COLUMN_BYTES))),
      loop((next) => [
        cell.set(i32.load(i32.add(shape, i32.shl(column, 2)))),
        column.set(i32.add(column, 1)),
        when(cell, [unused.set(storeValue.call(column, place(0), place(16), row))]),
        branchIf(next, i32.ltU(column, i32.load(0, HEADER.columns))),
      ]),
      giveBack(i32.load(0, HEADER.hardRow)),
    ];
  });
}

interface NumberParts {
  readonly column: Local<'i32'>;
  readonly value: Local<'i32'>;
  readonly end: Local<'i32'>;
  readonly row: Local<'i32'>;
}

function storeNumber(locals: Locals, { column, value, end, row }: NumberParts): Statement[] {
  const at = locals.i32();
  const digit = locals.i32();
  const sum = locals.i64();
  const first = i32.load8(value);
  return [
    at.set(value),
    block((hard) => [
      branchIf(hard, i32.gtU(i32.sub(end, value), MAX_DIGITS)),
      loop((again) => [
        digit.set(i32.sub(i32.load8(at), 0x30)),
        branchIf(hard, i32.gtU(digit, 9)),
        sum.set(i64.add(i64.mul(sum, 10n), i64.extend(digit))),
        at.set(i32.add(at, 1)),
        branchIf(again, i32.ltU(at, end)),
      ]),
      branchIf(hard, i64.ltU(MAX_SAFE, sum)),
      f64.store(i32.add(i32.load(column, 4), i32.shl(row, 3)), f64.fromI64(sum)),
      giveBack(0),
    ]),
    when(i32.or(i32.ltU(i32.sub(first, 0x30), 10), i32.eq(first, MINUS)), [i32.store(0, 1, HEADER.hardRow)]),
    giveBack(0),
  ];
}

export interface FillParts {
  readonly lookUp: FunctionRef;
  readonly storeCell: FunctionRef;
  readonly walkMembers: FunctionRef;
  readonly expandMasks: FunctionRef;
}

/** (line, masks, their end, its end, row): stores every wanted field of the top level and of its objects; 1: not for sure. */
export function defineFillRow(module: ModuleBuilder, parts: FillParts): FunctionRef {
  return module.define('fillRow', 5, (locals, params) => {
    const [line, masks, masksEnd, lineEnd, row] = params as Five;
    const size = locals.i32();
    const at = locals.i32();
    const colon = locals.i32();
    const entry = locals.i32();
    const unused = locals.i32();
    const length = i32.sub(i32.sub(colon, line), 3);
    const value = i32.add(colon, 1);
    const end = i32.load(at, SEPARATORS + 4);
    return [
      i32.store(0, 0, HEADER.hardRow),
      i32.store(0, i32.add(i32.load(0, HEADER.rowStamp), 1), HEADER.rowStamp),
      size.set(parts.expandMasks.call(line, masks, masksEnd, lineEnd)),
      at.set(0),
      block((out) => [
        loop((again) => [
          branchIf(out, i32.geU(at, size)),
          colon.set(i32.load(at, SEPARATORS)),
          when(i32.leU(length, MAX_TABLE_TEXT), [
            entry.set(parts.lookUp.call(COLUMN_TABLES, i32.add(line, 2), length)),
            when(i32.load(entry, ENTRY_NUMBER), [
              unused.set(parts.storeCell.call(entry, value, end, row)),
              when(i32.load(entry, ENTRY_MODE), [
                unused.set(parts.walkMembers.call(value, i32.load(entry, ENTRY_MODE), row)),
              ]),
            ]),
          ]),
          // From here on the place of the comma before the next field.
          line.set(end),
          at.set(i32.add(at, 8)),
          branch(again),
        ]),
      ]),
      giveBack(i32.load(0, HEADER.hardRow)),
    ];
  });
}
