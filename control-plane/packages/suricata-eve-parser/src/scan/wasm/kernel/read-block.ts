// 64 bytes → one bit for each byte and class. A byte's class is found by two table look-ups, one for each half of it:
// only bytes for which both tables have the bit are of the class.
//
//     bit   0 comma  1 colon  2 [ { ] }  3 the digit 0  4 any digit  5 quote  6 backslash  7 control
import type { Expression, I32, Statement, V128 } from '../assembler/expression.ts';
import type { Local } from '../assembler/function-body.ts';
import { i8x16, i16x8, i32, i64, v128 } from '../assembler/instructions.ts';
import type { Locals } from '../assembler/module-builder.ts';
import { BLOCK_CONSTANTS } from '../memory-layout.ts';

export const CLASS = { comma: 0, colon: 1, bracket: 2, zero: 3, digit: 4, quote: 5, backslash: 6, control: 7 } as const;

const [COMMA, COLON, BRACKET, ZERO, DIGIT, QUOTE, BACKSLASH, CONTROL] = [1, 2, 4, 8, 16, 32, 64, 128] as const;

/** By the lower half: 0–9 digits, 2 quote, A colon, B [ {, C comma and backslash, D ] }; any control. */
const LOW_HALF: readonly number[] = [
  ...[DIGIT | ZERO, DIGIT, DIGIT | QUOTE, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT, DIGIT],
  ...[COLON, BRACKET, COMMA | BACKSLASH, BRACKET, 0, 0],
].map((bits) => bits | CONTROL);
/** By the upper half: 0 and 1 control, 2 quote and comma, 3 digits and colon, 5 [ ] backslash, 7 { }. */
const HIGH_HALF: readonly number[] = [
  ...[CONTROL, CONTROL, QUOTE | COMMA, DIGIT | ZERO | COLON, 0, BRACKET | BACKSLASH, 0, BRACKET],
  ...[0, 0, 0, 0, 0, 0, 0, 0],
];

/** What JavaScript writes to BLOCK_CONSTANTS. */
export const BLOCK_CONSTANT_BYTES: readonly number[] = [
  ...LOW_HALF,
  ...HIGH_HALF,
  ...Array(16).fill(0x0f),
  ...Array(16).fill(QUOTE | BACKSLASH | CONTROL),
];

export interface BlockVectors {
  /** The bytes as they are, 16 a vector. */
  readonly raw: readonly Local<'v128'>[];
  readonly classes: readonly Local<'v128'>[];
  /** The four vectors of BLOCK_CONSTANTS. */
  readonly low: Local<'v128'>;
  readonly high: Local<'v128'>;
  readonly half: Local<'v128'>;
  readonly notable: Local<'v128'>;
}

export function makeVectors(locals: Locals): BlockVectors {
  const four = () => [locals.v128(), locals.v128(), locals.v128(), locals.v128()];
  const [low, high, half, notable] = four() as [Local<'v128'>, Local<'v128'>, Local<'v128'>, Local<'v128'>];
  return { raw: four(), classes: four(), low, high, half, notable };
}

/** To be done once, before the first block. */
export function loadConstants({ low, high, half, notable }: BlockVectors): Statement[] {
  return [low, high, half, notable].map((local, index) => local.set(v128.load(0, BLOCK_CONSTANTS + index * 16)));
}

export function readBlock({ raw, classes, low, high, half }: BlockVectors, at: I32): Statement[] {
  return raw.flatMap((vector, index) => [
    vector.set(v128.load(at, index * 16)),
    (classes[index] as Local<'v128'>).set(
      v128.and(
        i8x16.relaxedSwizzle(low, v128.and(vector, half)),
        i8x16.relaxedSwizzle(high, v128.and(i16x8.shrU(vector, 4), half)),
      ),
    ),
  ]);
}

/** The bit of each byte that is of the class. */
export function classMask({ classes }: BlockVectors, bit: number): Expression<'i64'> {
  // A shift of 16-bit lanes carries foreign bits into the lower bits only; the top bit of each byte is right.
  return join(classes.map((vector) => i8x16.bitmask(bit === 7 ? vector : i16x8.shl(vector, 7 - bit))));
}

/** What all 64 bytes have together: tells cheaply that none is of a class, or above 0x7f. */
export function orAll(vectors: readonly V128[]): V128 {
  const [a, b, c, d] = vectors as [V128, V128, V128, V128];
  return v128.or(v128.or(a, b), v128.or(c, d));
}

function join(parts: readonly Expression<'i32'>[]): Expression<'i64'> {
  const [a, b, c, d] = parts.map((part) => i64.extend(part)) as [
    Expression<'i64'>,
    Expression<'i64'>,
    Expression<'i64'>,
    Expression<'i64'>,
  ];
  return i64.or(i64.or(a, i64.shl(b, 16n)), i64.or(i64.shl(c, 32n), i64.shl(d, 48n)));
}

export const wrapBit = (bits: Expression<'i64'>): Expression<'i32'> => i32.wrap(i64.ctz(bits));

/** 1 when a byte of orAll's result is a quote, a backslash or a control character. */
export function isNotable(all: V128, { notable }: BlockVectors): Expression<'i32'> {
  return v128.anyTrue(v128.and(all, notable));
}

/** Not 0 when a byte of orAll's result has the class. */
export function hasClass(all: V128, bit: number): Expression<'i32'> {
  return i8x16.bitmask(bit === 7 ? all : i16x8.shl(all, 7 - bit));
}
