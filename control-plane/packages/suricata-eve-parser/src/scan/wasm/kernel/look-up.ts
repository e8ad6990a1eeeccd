// Short texts → their entries in an open hash table, and what is found by them: a line's type, a line's fields.
import type { Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i8x16, i32, i64, i64x2, v128 } from '../assembler/instructions.ts';
import type { FunctionRef, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  ENTRY_BYTES,
  ENTRY_MODE,
  ENTRY_NUMBER,
  KEYS,
  MASKS,
  MAX_TABLE_TEXT,
  SEPARATORS,
  SLOT_BYTES,
  SLOTS,
  TABLE_ENTRIES,
  TYPES,
} from '../memory-layout.ts';

/** Odd 64-bit numbers without pattern; the upper bits of the product are the hash. */
export const MIX_A = 0x9e3779b97f4a7c15n;
export const MIX_B = 0xc2b2ae3d27d4eb4fn;
const TYPE_NONE = 0;
export const TYPE_UNKNOWN = 1;
const QUOTE = 0x22;

/** (table, text, its length up to 16) → the entry of that text, or the free one where it would stand. */
export function defineLookUp(module: ModuleBuilder): FunctionRef {
  return module.define('lookUp', 3, (locals, params) => {
    const [table, at, length] = params as [Local<'i32'>, Local<'i32'>, Local<'i32'>];
    const text = locals.v128();
    const index = locals.i32();
    const entry = locals.i32();
    const mixed = i64.mul(i64.xor(i64.mul(i64x2.lane(text, 1), MIX_B), i64x2.lane(text, 0)), MIX_A);
    return [
      text.set(v128.and(v128.load(at), v128.load(i32.shl(length, 4), MASKS))),
      index.set(i32.wrap(i64.shrU(mixed, 56n))),
      loop((again) => [
        entry.set(i32.add(table, i32.mul(index, ENTRY_BYTES))),
        when(i32.eqz(i32.load(entry, ENTRY_NUMBER)), [giveBack(entry)]),
        when(i32.eqz(v128.anyTrue(v128.xor(v128.load(entry), text))), [giveBack(entry)]),
        index.set(i32.and(i32.add(index, 1), TABLE_ENTRIES - 1)),
        branch(again),
      ]),
      giveBack(0),
    ];
  });
}

/** (table, text, length, number, mode): JavaScript sees to it that the table stays half empty. */
export function defineRegister(module: ModuleBuilder, lookUp: FunctionRef): FunctionRef {
  return module.define('register', 5, (locals, params) => {
    const [table, at, length, number, mode] = params as Local<'i32'>[] as [
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
    ];
    const entry = locals.i32();
    return [
      entry.set(lookUp.call(table, at, length)),
      v128.store(entry, v128.and(v128.load(at), v128.load(i32.shl(length, 4), MASKS))),
      i32.store(entry, i32.add(number, 1), ENTRY_NUMBER),
      i32.store(entry, mode, ENTRY_MODE),
      giveBack(entry),
    ];
  });
}

/** (colon behind event_type, or 0) → entry of that type, TYPE_NONE without a text, TYPE_UNKNOWN for another one. */
export function defineFindType(module: ModuleBuilder, lookUp: FunctionRef): FunctionRef {
  return module.define('findType', 1, (locals, params) => {
    const [colon] = params as [Local<'i32'>];
    const quotes = locals.i32();
    const entry = locals.i32();
    const isQuote = (at: number) => i32.eq(i32.load8(colon, at), QUOTE);
    return [
      when(i32.eqz(colon), [giveBack(TYPE_NONE)]),
      when(i32.eqz(isQuote(1)), [giveBack(TYPE_NONE)]),
      // The first quote may be an escaped one: then the text before it ends in a backslash and is in no table.
      quotes.set(i8x16.bitmask(i8x16.eq(v128.load(colon, 2), i8x16.splat(QUOTE)))),
      quotes.set(i32.or(quotes, i32.shl(isQuote(2 + MAX_TABLE_TEXT), MAX_TABLE_TEXT))),
      when(i32.eqz(quotes), [giveBack(TYPE_UNKNOWN)]),
      when(i32.and(quotes, 1), [giveBack(TYPE_NONE)]),
      entry.set(lookUp.call(TYPES, i32.add(colon, 2), i32.ctz(quotes))),
      when(i32.load(entry, ENTRY_NUMBER), [giveBack(entry)]),
      giveBack(TYPE_UNKNOWN),
    ];
  });
}

/** (line, its masks, their end, its end): writes its separators to SEPARATORS → how many bytes of them are of fields. */
export function defineExpandMasks(module: ModuleBuilder): FunctionRef {
  return module.define('expandMasks', 4, (locals, params) => {
    const [start, masks, masksEnd, end] = params as [Local<'i32'>, Local<'i32'>, Local<'i32'>, Local<'i32'>];
    const bits = locals.i64();
    const target = locals.i32();
    const next = locals.i32();
    const writeOne = (offset: number): Statement[] => [
      i32.store(target, i32.add(start, i32.wrap(i64.ctz(bits))), offset),
      bits.set(i64.and(bits, i64.sub(bits, 1n))),
    ];
    return [
      target.set(SEPARATORS),
      loop((nextMask) => [
        bits.set(i64.load(masks)),
        when(i64.ne(bits, 0n), [
          next.set(i32.add(target, i32.shl(i32.wrap(i64.popcnt(bits)), 2))),
          // Four at once without asking whether there are so many: few blocks have more.
          ...[0, 4, 8, 12].flatMap(writeOne),
          block((out) => [
            loop((again) => [
              branchIf(out, i64.eqz(bits)),
              target.set(i32.add(target, 4)),
              ...writeOne(12),
              branch(again),
            ]),
          ]),
          target.set(next),
        ]),
        start.set(i32.add(start, 64)),
        masks.set(i32.add(masks, 8)),
        branchIf(nextMask, i32.ltU(masks, masksEnd)),
      ]),
      // Colon and comma for each field but the last, which ends with the brace.
      i32.store(target, i32.sub(end, 1)),
      giveBack(i32.and(i32.add(i32.sub(target, SEPARATORS), 4), -8)),
    ];
  });
}

/** (line, masks, their end, its end, stamp): notes for each known key where its value is; → bytes of separators. */
export function defineIndexFields(module: ModuleBuilder, lookUp: FunctionRef, expandMasks: FunctionRef): FunctionRef {
  return module.define('indexFields', 5, (locals, params) => {
    const [line, masks, masksEnd, lineEnd, stamp] = params as [
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
      Local<'i32'>,
    ];
    const size = locals.i32();
    const at = locals.i32();
    const before = locals.i32();
    const colon = locals.i32();
    const slot = locals.i32();
    const length = i32.sub(i32.sub(colon, before), 3);
    const place = SLOTS - SLOT_BYTES;
    return [
      size.set(expandMasks.call(line, masks, masksEnd, lineEnd)),
      at.set(0),
      before.set(line),
      block((out) => [
        loop((again) => [
          branchIf(out, i32.geU(at, size)),
          colon.set(i32.load(at, SEPARATORS)),
          when(i32.leU(length, MAX_TABLE_TEXT), [
            slot.set(i32.load(lookUp.call(KEYS, i32.add(before, 2), length), ENTRY_NUMBER)),
            when(slot, [
              slot.set(i32.mul(slot, SLOT_BYTES)),
              i32.store(slot, stamp, place),
              i32.store(slot, i32.add(colon, 1), place + 4),
              i32.store(slot, i32.load(at, SEPARATORS + 4), place + 8),
            ]),
          ]),
          before.set(i32.load(at, SEPARATORS + 4)),
          at.set(i32.add(at, 8)),
          branch(again),
        ]),
      ]),
      giveBack(size),
    ];
  });
}
