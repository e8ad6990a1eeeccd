// The last step of the judge: the JSON grammar of one block, by masks: which byte may stand behind which. Holds for lines
// without white space between tokens, as Suricata writes them; with some the kernel gives up on the line (label `lost`).
//
//     {"a":[1,"x"],"b":2}       begins a value: " { [ digit word, always behind : , [ or {
//                               ends one:       " } ] digit word, always before , } ] (a key: before a colon)
import { Buffer } from 'node:buffer';
import type { Expression, Label, Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, type Local, loop, when } from '../assembler/function-body.ts';
import { i32, i64 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals } from '../assembler/module-builder.ts';
import { TOKEN } from '../memory-layout.ts';
import { TOKEN_SPACE } from './check-token.ts';
import type { LineState } from './line-state.ts';
import { wrapBit } from './read-block.ts';

type Mask = Expression<'i64'>;
const { and, or, xor } = i64;
const not = (mask: Mask) => xor(mask, -1n);
const any = (mask: Mask) => i64.ne(mask, 0n);

export interface JudgeTokens {
  readonly locals: Locals;
  readonly state: LineState;
  /** The block's tokens, and its first byte. */
  readonly tokens: Local<'i32'>;
  readonly at: Local<'i32'>;
  readonly lost: Label;
  readonly checkScalar: FunctionRef;
}

type TokenMasks = { readonly [name in keyof typeof TOKEN | 'opening' | 'closing' | 'starts']: Local<'i64'> };

export function judgeTokens(parts: JudgeTokens): Statement[] {
  const names = Object.keys(TOKEN) as (keyof typeof TOKEN)[];
  const named = [...names, 'opening', 'closing', 'starts'].map((name) => [name, parts.locals.i64()] as const);
  const masks = Object.fromEntries(named) as unknown as TokenMasks;
  const { quotes, strings, opening, closing } = masks;
  return [
    ...names.map((name) => masks[name].set(i64.load(parts.tokens, TOKEN[name]))),
    opening.set(and(quotes, strings)),
    closing.set(xor(quotes, opening)),
    ...judgeScalars(parts, masks),
    ...judgeOrder(parts, masks),
    ...judgeKeys(parts, masks),
    ...noteSeparators(parts, masks),
  ];
}

/** The mask moved to the byte behind; the top bit waits in `carry` for the next block. */
function behind(mask: Local<'i64'>, carry: Local<'i64'>, into: Local<'i64'>): Statement[] {
  return [into.set(or(i64.shl(mask, 1n), carry)), carry.set(i64.shrU(mask, 63n))];
}

const blame = (state: LineState, mask: Mask): Statement => state.wrong.set(or(state.wrong, mask));

/** Numbers of digits alone are judged here: no leading zero. All other runs are given to checkScalar. */
function judgeScalars(parts: JudgeTokens, { scalar, digits, zeros, starts }: TokenMasks): Statement[] {
  const { locals, state, lost, at } = parts;
  const odd = locals.i64();
  const place = i32.add(at, wrapBit(odd));
  const done = i64.extend(i32.sub(state.scalarsDone, at));
  // The rest of a run was judged with its first byte, and may end in another block.
  const dropDone = [when(i64.ltU(done, 64n), [odd.set(and(odd, i64.shl(-1n, done)))], [odd.set(0n)])];
  const checkOdd = [
    when(i32.gtU(state.scalarsDone, at), dropDone),
    block((out) => [
      loop((again) => [
        branchIf(out, i64.eqz(odd)),
        state.scalarsDone.set(parts.checkScalar.call(place, state.start)),
        branchIf(lost, i32.eq(state.scalarsDone, TOKEN_SPACE)),
        when(i32.eqz(state.scalarsDone), [state.wrong.set(1n), branch(out)]),
        ...dropDone,
        branch(again),
      ]),
    ]),
  ];
  return [
    starts.set(and(scalar, not(or(i64.shl(scalar, 1n), state.scalar)))),
    state.scalar.set(i64.shrU(scalar, 63n)),
    zeros.set(and(zeros, starts)),
    blame(state, and(or(i64.shl(zeros, 1n), state.zero), digits)),
    state.zero.set(i64.shrU(zeros, 63n)),
    odd.set(xor(scalar, digits)),
    when(any(odd), checkOdd),
  ];
}

/**
 * Behind a comma, a colon and an opening bracket begins a value (or its bracket closes at once), and nowhere else.
 * Whatever is no value then stands behind the end of one: outside of strings every other byte is such an end.
 */
function judgeOrder({ locals, state }: JudgeTokens, masks: TokenMasks): Statement[] {
  const { opening, comma, colon, brackets, open, starts } = masks;
  const before = locals.i64();
  const behindBefore = locals.i64();
  const behindOpen = locals.i64();
  const closesAtOnce = and(xor(brackets, open), behindOpen);
  return [
    before.set(or(or(comma, colon), open)),
    ...behind(before, state.before, behindBefore),
    ...behind(open, state.opened, behindOpen),
    blame(state, xor(behindBefore, or(or(opening, open), or(starts, closesAtOnce)))),
  ];
}

/**
 * Behind `{`, and behind a comma in an object, stands a key or the end; a colon stands behind keys and nowhere else.
 * A key's closing quote is found by addition: the carry runs through the string's ones and comes out behind them.
 */
function judgeKeys({ locals, state, lost }: JudgeTokens, masks: TokenMasks): Statement[] {
  const { opening, closing, comma, colon, open, scalar, inArray, strings, backslashes } = masks;
  const place = locals.i64();
  const behindPlace = locals.i64();
  const sum = locals.i64();
  const keyClosed = locals.i64();
  const behindKey = locals.i64();
  return [
    place.set(and(or(open, comma), not(inArray))),
    ...behind(place, state.keyPlace, behindPlace),
    blame(state, and(behindPlace, or(open, scalar))),
    sum.set(i64.add(i64.add(strings, and(opening, behindPlace)), state.inKey)),
    state.inKey.set(i64.extend(i64.ltU(sum, strings))),
    keyClosed.set(and(sum, closing)),
    ...behind(keyClosed, state.keyClosed, behindKey),
    blame(state, xor(behindKey, colon)),
    // An escaped key may be any name: JavaScript decodes it.
    when(any(backslashes), [branchIf(lost, any(and(backslashes, and(strings, not(sum)))))]),
  ];
}

/** Keeps the separators as a mask, and finds the key `event_type` by its length: its colon is 13 behind a comma. */
function noteSeparators({ locals, state, at }: JudgeTokens, { comma, colon, topLevel }: TokenMasks): Statement[] {
  const commas = locals.i64();
  const colons = locals.i64();
  const candidates = locals.i64();
  const place = locals.i32();
  const isEventType = i32.and(
    i64.eq(i64.load(i32.sub(place, 11)), eight('event_ty')),
    i64.eq(i64.load(i32.sub(place, 9)), eight('ent_type')),
  );
  return [
    commas.set(and(comma, topLevel)),
    colons.set(and(colon, topLevel)),
    i64.store(state.mask, or(commas, colons)),
    state.mask.set(i32.add(state.mask, 8)),
    // The brace that opens the line stands for a comma before the first key.
    commas.set(or(commas, i64.extend(i32.eq(at, state.start)))),
    candidates.set(and(colons, or(i64.shl(commas, 13n), i64.shrU(state.commas, 51n)))),
    state.commas.set(commas),
    block((out) => [
      loop((again) => [
        branchIf(out, i64.eqz(candidates)),
        place.set(i32.add(at, wrapBit(candidates))),
        when(isEventType, [state.typeColon.set(place)]),
        candidates.set(and(candidates, i64.sub(candidates, 1n))),
        branch(again),
      ]),
    ]),
  ];
}

const eight = (text: string): bigint => Buffer.from(text).readBigInt64LE(0);
