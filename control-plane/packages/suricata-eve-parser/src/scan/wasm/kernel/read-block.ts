// 64 bytes → one bit for each byte and class. A byte's class is found by two table look-ups, one for each half of it:
// only bytes for which both tables have the bit are of the class.
//
// A class may stand for two kinds of byte when another class tells them apart: that is one mask less to make.
//
//     digit 0–9 · zero or colon · quote or comma · comma or backslash · bracket [ { ] } · above 0x7f · control
import type { Expression, I32, Statement, V128 } from '../assembler/expression.ts';
import type { Local } from '../assembler/function-body.ts';
import { i8x16, i16x8, i32, i64, v128 } from '../assembler/instructions.ts';
import type { Locals } from '../assembler/module-builder.ts';
import { BLOCK_CONSTANTS } from '../memory-layout.ts';

export const CLASS = {
  digit: 7,
  zeroOrColon: 6,
  quoteOrComma: 5,
  commaOrBackslash: 4,
  bracket: 3,
  notAscii: 2,
  control: 1,
} as const;

type ClassName = keyof typeof CLASS;

/** Each class is every byte whose lower half is one of the first list and whose upper half one of the second. */
const HALVES: Readonly<Record<ClassName, readonly [lower: string, upper: string]>> = {
  digit: ['0123456789', '3'],
  zeroOrColon: ['0a', '3'],
  quoteOrComma: ['2c', '2'],
  commaOrBackslash: ['c', '25'],
  bracket: ['bd', '57'],
  notAscii: ['0123456789abcdef', '89abcdef'],
  control: ['0123456789abcdef', '01'],
};

/** For each value of that half of a byte the bits of the classes it can belong to. */
function tableOf(half: 0 | 1): number[] {
  const names = Object.keys(HALVES) as ClassName[];
  const bitOf = (name: ClassName, digit: string) => (HALVES[name][half].includes(digit) ? 1 << CLASS[name] : 0);
  return [...'0123456789abcdef'].map((digit) => names.reduce((bits, name) => bits | bitOf(name, digit), 0));
}

/** What JavaScript writes to BLOCK_CONSTANTS. */
export const BLOCK_CONSTANT_BYTES: readonly number[] = [...tableOf(0), ...tableOf(1), ...Array(16).fill(0x0f)];

export interface BlockVectors {
  readonly raw: Local<'v128'>;
  /** Of 16 bytes each. */
  readonly classes: readonly Local<'v128'>[];
  /** The three vectors of BLOCK_CONSTANTS. */
  readonly low: Local<'v128'>;
  readonly high: Local<'v128'>;
  readonly half: Local<'v128'>;
}

export function makeVectors(locals: Locals): BlockVectors {
  const classes = [locals.v128(), locals.v128(), locals.v128(), locals.v128()];
  return { raw: locals.v128(), classes, low: locals.v128(), high: locals.v128(), half: locals.v128() };
}

/** To be done once, before the first block. */
export function loadConstants({ low, high, half }: BlockVectors): Statement[] {
  return [low, high, half].map((local, index) => local.set(v128.load(0, BLOCK_CONSTANTS + index * 16)));
}

export function readBlock({ raw, classes, low, high, half }: BlockVectors, at: I32): Statement[] {
  return classes.flatMap((vector, index) => [
    raw.set(v128.load(at, index * 16)),
    vector.set(
      v128.and(
        i8x16.relaxedSwizzle(low, v128.and(raw, half)),
        i8x16.relaxedSwizzle(high, v128.and(i16x8.shrU(raw, 4), half)),
      ),
    ),
  ]);
}

/** The bit of each byte that is of the class. */
export function classMask({ classes }: BlockVectors, bit: number): Expression<'i64'> {
  // A shift of 16-bit lanes carries foreign bits into the lower bits only; the top bit of each byte is right.
  return join(classes.map((vector) => i8x16.bitmask(bit === 7 ? vector : i16x8.shl(vector, 7 - bit))));
}

/** The classes that any of the 64 bytes has. */
export function allClasses({ classes }: BlockVectors): V128 {
  const [a, b, c, d] = classes as readonly V128[] as [V128, V128, V128, V128];
  return v128.or(v128.or(a, b), v128.or(c, d));
}

function join(parts: readonly Expression<'i32'>[]): Expression<'i64'> {
  const [a, b, c, d] = parts as [Expression<'i32'>, Expression<'i32'>, Expression<'i32'>, Expression<'i32'>];
  const half = (low: Expression<'i32'>, high: Expression<'i32'>) => i64.extend(i32.or(low, i32.shl(high, 16)));
  return i64.or(half(a, b), i64.shl(half(c, d), 32n));
}

export const wrapBit = (bits: Expression<'i64'>): Expression<'i32'> => i32.wrap(i64.ctz(bits));

/** Not 0 when some byte is of the class; `all` is what allClasses gave for one block or more. */
export function hasClass(all: V128, bit: number): Expression<'i32'> {
  return i8x16.bitmask(bit === 7 ? all : i16x8.shl(all, 7 - bit));
}
