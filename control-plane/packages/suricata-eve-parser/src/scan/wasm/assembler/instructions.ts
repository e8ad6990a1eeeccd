// The instructions the kernel uses, under their WebAssembly names (WebAssembly core specification 2.0, §5.4; the
// numbers are its opcodes). Nothing here has an opinion: one entry, one instruction.
import {
  type Expression,
  type F64,
  type I32,
  type I64,
  instruction,
  type Statement,
  unsignedLeb,
  type V128,
} from './expression.ts';

const i32Binary = (code: number) => (a: I32, b: I32) => instruction('i32', [code], [a, b]);
const i64Binary = (code: number) => (a: I64, b: I64) => instruction('i64', [code], [a, b]);
const i64Compare = (code: number) => (a: I64, b: I64) => instruction('i32', [code], [a, b]);
const simd = (code: number): number[] => [0xfd, ...unsignedLeb(code)];
const v128Binary = (code: number) => (a: V128, b: V128) => instruction('v128', simd(code), [a, b]);
const v128Shift = (code: number) => (a: V128, by: I32) => instruction('v128', simd(code), [a, by]);

/** All accesses are unaligned; `offset` is added to the address. */
const access = (code: readonly number[], offset: number): number[] => [...code, 0, ...unsignedLeb(offset)];

export const i32 = {
  load: (at: I32, offset = 0) => instruction('i32', access([0x28], offset), [at]),
  load8: (at: I32, offset = 0) => instruction('i32', access([0x2d], offset), [at]),
  store: (at: I32, value: I32, offset = 0): Statement => instruction('none', access([0x36], offset), [at, value]),
  eqz: (a: I32) => instruction('i32', [0x45], [a]),
  eq: i32Binary(0x46),
  ne: i32Binary(0x47),
  ltU: i32Binary(0x49),
  gtU: i32Binary(0x4b),
  leU: i32Binary(0x4d),
  geU: i32Binary(0x4f),
  ctz: (a: I32) => instruction('i32', [0x68], [a]),
  add: i32Binary(0x6a),
  sub: i32Binary(0x6b),
  mul: i32Binary(0x6c),
  and: i32Binary(0x71),
  or: i32Binary(0x72),
  xor: i32Binary(0x73),
  shl: i32Binary(0x74),
  shrU: i32Binary(0x76),
  /** `a` when the condition is not 0. */
  select: (a: I32, b: I32, condition: I32) => instruction('i32', [0x1b], [a, b, condition]),
  wrap: (a: I64) => instruction('i32', [0xa7], [a]),
};

export const i64 = {
  load: (at: I32, offset = 0) => instruction('i64', access([0x29], offset), [at]),
  store: (at: I32, value: I64, offset = 0): Statement => instruction('none', access([0x37], offset), [at, value]),
  eqz: (a: I64) => instruction('i32', [0x50], [a]),
  eq: i64Compare(0x51),
  ne: i64Compare(0x52),
  ltS: i64Compare(0x53),
  ltU: i64Compare(0x54),
  leU: i64Compare(0x58),
  ctz: (a: I64) => instruction('i64', [0x7a], [a]),
  popcnt: (a: I64) => instruction('i64', [0x7b], [a]),
  add: i64Binary(0x7c),
  sub: i64Binary(0x7d),
  mul: i64Binary(0x7e),
  and: i64Binary(0x83),
  or: i64Binary(0x84),
  xor: i64Binary(0x85),
  shl: i64Binary(0x86),
  shrS: i64Binary(0x87),
  shrU: i64Binary(0x88),
  select: (a: I64, b: I64, condition: I32) => instruction('i64', [0x1b], [a, b, condition]),
  extend: (a: I32) => instruction('i64', [0xad], [a]),
};

export const f64 = {
  store: (at: I32, value: F64, offset = 0): Statement => instruction('none', access([0x39], offset), [at, value]),
  fromI64: (a: I64) => instruction('f64', [0xba], [a]),
  constant: (value: number): Expression<'f64'> =>
    instruction('f64', [0x44, ...new Uint8Array(Float64Array.of(value).buffer)], []),
};

export const v128 = {
  load: (at: I32, offset = 0) => instruction('v128', access(simd(0x00), offset), [at]),
  store: (at: I32, value: V128, offset = 0): Statement => instruction('none', access(simd(0x0b), offset), [at, value]),
  constant: (bytes: readonly number[]) => instruction('v128', [...simd(0x0c), ...bytes], []),
  and: v128Binary(0x4e),
  or: v128Binary(0x50),
  xor: v128Binary(0x51),
  anyTrue: (a: V128) => instruction('i32', simd(0x53), [a]),
};

export const i8x16 = {
  /** Relaxed SIMD: defined for indices below 16 only. */
  relaxedSwizzle: v128Binary(0x100),
  splat: (a: I32) => instruction('v128', simd(0x0f), [a]),
  eq: v128Binary(0x23),
  sub: v128Binary(0x71),
  minU: v128Binary(0x77),
  bitmask: (a: V128) => instruction('i32', simd(0x64), [a]),
};

export const i16x8 = { shl: v128Shift(0x8b), shrU: v128Shift(0x8d) };

export const i64x2 = {
  lane: (a: V128, lane: 0 | 1) => instruction('i64', [...simd(0x1d), lane], [a]),
};
