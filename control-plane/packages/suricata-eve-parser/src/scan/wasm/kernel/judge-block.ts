// The JSON grammar of one block, by masks: which byte may stand behind which. Holds for lines without white space
// between tokens, as Suricata writes them; with some the kernel gives up on the line (label `lost`).
//
//     {"a":[1,"x"],"b":2}       begins a value: " { [ digit word, always behind : , [ or {
//                               ends one:       " } ] digit word, always before , } ] (a key: before a colon)
import { Buffer } from 'node:buffer';
import type { Expression, Label, Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, type Local, loop, when } from '../assembler/function-body.ts';
import { i32, i64 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals } from '../assembler/module-builder.ts';
import { TOKEN_SPACE } from './check-token.ts';
import type { LineState } from './line-state.ts';
import { type BlockVectors, CLASS, classMask, hasClass, wrapBit } from './read-block.ts';

type Mask = Expression<'i64'>;
const { and, or, xor } = i64;
const not = (mask: Mask) => xor(mask, -1n);
const any = (mask: Mask) => i64.ne(mask, 0n);
const MAX_DEPTH = 63;
const EVERY_SECOND_BIT = 0xaaaaaaaaaaaaaaaan;

export interface JudgeBlock {
  readonly locals: Locals;
  readonly state: LineState;
  readonly vectors: BlockVectors;
  /** The bytes of the block that belong to the line. */
  readonly limit: Local<'i64'>;
  /** All classes of the block's bytes, see orAll. */
  readonly all: Local<'v128'>;
  readonly lost: Label;
  readonly checkEscape: FunctionRef;
  readonly checkScalar: FunctionRef;
}

export function judgeBlock(parts: JudgeBlock): Statement[] {
  const { locals, state, vectors, limit } = parts;
  const quotes = locals.i64();
  const backslashes = locals.i64();
  const strings = locals.i64();
  const outside = locals.i64();
  const classOutside = (bit: number) => and(classMask(vectors, bit), outside);
  const masks = makeMasks(locals);
  const { closing, opening, comma, colon, brackets, scalar } = masks;
  return [
    quotes.set(and(classMask(vectors, CLASS.quote), limit)),
    backslashes.set(0n),
    when(hasClass(parts.all, CLASS.backslash), [
      backslashes.set(and(classMask(vectors, CLASS.backslash), limit)),
      state.backslashes.set(or(state.backslashes, backslashes)),
    ]),
    when(any(or(backslashes, state.escapeNext)), takeEscapes(parts, quotes, backslashes)),
    // Each bit becomes the parity of the quotes up to it: 1 from an opening quote to before the closing one.
    strings.set(quotes),
    ...[1n, 2n, 4n, 8n, 16n, 32n].map((by) => strings.set(xor(strings, i64.shl(strings, by)))),
    strings.set(xor(strings, state.inString)),
    state.inString.set(i64.shrS(strings, 63n)),
    opening.set(and(quotes, strings)),
    closing.set(and(quotes, not(strings))),
    outside.set(and(and(not(strings), not(quotes)), limit)),
    comma.set(classOutside(CLASS.comma)),
    colon.set(classOutside(CLASS.colon)),
    brackets.set(classOutside(CLASS.bracket)),
    scalar.set(and(outside, not(or(or(comma, colon), brackets)))),
    ...followBrackets(parts, masks),
    ...judgeScalars(parts, masks),
    ...judgeOrder(parts, masks),
    ...judgeKeys(parts, masks, strings, backslashes),
    ...noteSeparators(parts, masks),
  ];
}

interface TokenMasks {
  readonly opening: Local<'i64'>;
  readonly closing: Local<'i64'>;
  readonly comma: Local<'i64'>;
  readonly colon: Local<'i64'>;
  readonly brackets: Local<'i64'>;
  /** Told apart by followBrackets. */
  readonly open: Local<'i64'>;
  readonly close: Local<'i64'>;
  readonly scalar: Local<'i64'>;
  /** Where the innermost container is an array, where it is the line's object, where a brace opens an object. */
  readonly inArray: Local<'i64'>;
  readonly topLevel: Local<'i64'>;
  readonly openObject: Local<'i64'>;
}

function makeMasks(locals: Locals): TokenMasks {
  const mask = () => locals.i64();
  return {
    ...{
      opening: mask(),
      closing: mask(),
      comma: mask(),
      colon: mask(),
      brackets: mask(),
      open: mask(),
      close: mask(),
    },
    ...{ scalar: mask(), inArray: mask(), topLevel: mask(), openObject: mask() },
  };
}

/** The mask moved to the byte behind; the top bit waits in `carry` for the next block. */
function behind(mask: Local<'i64'>, carry: Local<'i64'>, into: Local<'i64'>): Statement[] {
  return [into.set(or(i64.shl(mask, 1n), carry)), carry.set(i64.shrU(mask, 63n))];
}

const blame = (state: LineState, mask: Mask): Statement => state.wrong.set(or(state.wrong, mask));

/** Runs of backslashes: every second byte is escaped (as simdjson finds them). Escaped quotes are no quotes. */
function takeEscapes(parts: JudgeBlock, quotes: Local<'i64'>, backslashes: Local<'i64'>): Statement[] {
  const { locals, state, limit } = parts;
  const escaped = locals.i64();
  const starts = locals.i64();
  const pairs = xor(i64.sub(or(i64.shl(starts, 1n), EVERY_SECOND_BIT), starts), EVERY_SECOND_BIT);
  const ends = locals.i64();
  return [
    starts.set(and(backslashes, not(state.escapeNext))),
    ends.set(pairs),
    escaped.set(and(xor(ends, or(backslashes, state.escapeNext)), limit)),
    state.escapeNext.set(i64.shrU(and(ends, backslashes), 63n)),
    quotes.set(and(quotes, not(escaped))),
    block((out) => [
      loop((again) => [
        branchIf(out, i64.eqz(escaped)),
        when(i32.eqz(parts.checkEscape.call(i32.add(state.at, wrapBit(escaped)))), [state.wrong.set(1n)]),
        escaped.set(and(escaped, i64.sub(escaped, 1n))),
        branch(again),
      ]),
    ]),
  ];
}

/** Brackets one by one, without branches: which one comes next is hard to predict. Fills all masks about containers. */
function followBrackets({ locals, state, lost }: JudgeBlock, masks: TokenMasks): Statement[] {
  const { inArray, topLevel, open, close, openObject } = masks;
  const brackets = locals.i64();
  const from = locals.i64();
  const lowest = locals.i64();
  const byte = locals.i32();
  const place = locals.i32();
  const isArray = locals.i64();
  const isOpen = locals.i64();
  const choose = (mask: Local<'i64'>, one: Mask) => mask.set(or(and(mask, not(from)), and(from, i64.sub(0n, one))));
  const innermostIsArray = and(state.stack, 1n);
  const isTop = i64.extend(i32.eq(state.depth, 1));
  const step: Statement[] = [
    from.set(i64.shl(-1n, i64.ctz(brackets))),
    lowest.set(and(brackets, i64.sub(0n, brackets))),
    place.set(i32.add(state.at, wrapBit(brackets))),
    byte.set(i32.load8(place)),
    // { and [ end in binary 011, } and ] in 101; braces have the bit of 0x20.
    isOpen.set(i64.extend(i32.and(i32.shrU(byte, 1), 1))),
    isArray.set(i64.extend(i32.eqz(i32.and(byte, 0x20)))),
    blame(state, and(xor(innermostIsArray, isArray), i64.sub(isOpen, 1n))),
    state.stack.set(i64.select(or(i64.shl(state.stack, 1n), isArray), i64.shrU(state.stack, 1n), i32.wrap(isOpen))),
    state.depth.set(i32.add(state.depth, i32.sub(i32.and(byte, 2), 1))),
    // Also below 0, where a bracket closes what was not opened.
    branchIf(lost, i32.gtU(state.depth, MAX_DEPTH)),
    // Once only: whatever stands behind it, the line then does not end there.
    state.closedAt.set(i32.select(state.closedAt, place, i32.or(state.depth, state.closedAt))),
    open.set(or(open, and(lowest, i64.sub(0n, isOpen)))),
    openObject.set(or(openObject, and(lowest, i64.sub(isArray, 1n)))),
    choose(inArray, innermostIsArray),
    choose(topLevel, isTop),
    brackets.set(xor(brackets, lowest)),
  ];
  return [
    inArray.set(i64.sub(0n, innermostIsArray)),
    topLevel.set(i64.sub(0n, isTop)),
    open.set(0n),
    openObject.set(0n),
    brackets.set(masks.brackets),
    block((out) => [loop((again) => [branchIf(out, i64.eqz(brackets)), ...step, branch(again)])]),
    close.set(xor(masks.brackets, open)),
    openObject.set(and(openObject, open)),
  ];
}

/** Numbers of digits alone are judged here: no leading zero. All other runs are given to checkScalar. */
function judgeScalars(parts: JudgeBlock, { scalar }: TokenMasks): Statement[] {
  const { locals, state, vectors, lost } = parts;
  const digits = locals.i64();
  const starts = locals.i64();
  const odd = locals.i64();
  const place = i32.add(state.at, wrapBit(odd));
  const done = i64.extend(i32.sub(state.scalarsDone, state.at));
  // The rest of a run was judged with its first byte, and may end in another block.
  const dropDone = [when(i64.ltU(done, 64n), [odd.set(and(odd, i64.shl(-1n, done)))], [odd.set(0n)])];
  return [
    digits.set(and(classMask(vectors, CLASS.digit), scalar)),
    starts.set(and(scalar, not(or(i64.shl(scalar, 1n), state.scalar)))),
    starts.set(and(starts, classMask(vectors, CLASS.zero))),
    blame(state, and(or(i64.shl(starts, 1n), state.zero), digits)),
    state.zero.set(i64.shrU(starts, 63n)),
    odd.set(and(scalar, not(digits))),
    when(i32.gtU(state.scalarsDone, state.at), dropDone),
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
}

/** Which token may stand behind which, keys and colons left aside. */
function judgeOrder({ locals, state }: JudgeBlock, masks: TokenMasks): Statement[] {
  const { opening, closing, comma, colon, open, close, scalar } = masks;
  const before = locals.i64();
  const after = locals.i64();
  const behindBefore = locals.i64();
  const behindAfter = locals.i64();
  const behindOpen = locals.i64();
  const begins = or(or(opening, open), and(scalar, not(or(i64.shl(scalar, 1n), state.scalar))));
  return [
    before.set(or(or(comma, colon), open)),
    after.set(or(or(closing, close), scalar)),
    ...behind(before, state.before, behindBefore),
    ...behind(after, state.after, behindAfter),
    ...behind(open, state.opened, behindOpen),
    blame(state, and(begins, not(behindBefore))),
    blame(state, and(comma, not(behindAfter))),
    blame(state, and(close, not(or(behindAfter, behindOpen)))),
    state.scalar.set(i64.shrU(scalar, 63n)),
  ];
}

/**
 * Behind `{`, and behind a comma in an object, stands a key or the end; a colon stands behind keys and nowhere else.
 * A key's closing quote is found by addition: the carry runs through the string's ones and comes out behind them.
 */
function judgeKeys(parts: JudgeBlock, masks: TokenMasks, strings: Local<'i64'>, backslashes: Mask): Statement[] {
  const { locals, state, lost } = parts;
  const { opening, closing, comma, colon, close, inArray, openObject } = masks;
  const place = locals.i64();
  const behindPlace = locals.i64();
  const sum = locals.i64();
  const keyClosed = locals.i64();
  const behindKey = locals.i64();
  return [
    place.set(or(openObject, and(comma, not(inArray)))),
    ...behind(place, state.keyPlace, behindPlace),
    blame(state, and(behindPlace, not(or(opening, close)))),
    sum.set(i64.add(i64.add(strings, and(opening, behindPlace)), state.inKey)),
    state.inKey.set(i64.extend(i64.ltU(sum, strings))),
    keyClosed.set(and(sum, closing)),
    ...behind(keyClosed, state.keyClosed, behindKey),
    blame(state, xor(behindKey, colon)),
    // An escaped key may be any name: JavaScript decodes it.
    branchIf(lost, any(and(backslashes, and(strings, not(sum))))),
  ];
}

/** Keeps the separators as a mask, and finds the key `event_type` by its length: its colon is 13 behind a comma. */
function noteSeparators({ locals, state }: JudgeBlock, { comma, colon, topLevel }: TokenMasks): Statement[] {
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
    ...nextMask(state, or(commas, colons)),
    state.separators.set(i64.add(state.separators, i64.popcnt(or(commas, colons)))),
    // The brace that opens the line stands for a comma before the first key.
    commas.set(or(commas, i64.extend(i32.eq(state.at, state.start)))),
    candidates.set(and(colons, or(i64.shl(commas, 13n), i64.shrU(state.commas, 51n)))),
    state.commas.set(commas),
    block((out) => [
      loop((again) => [
        branchIf(out, i64.eqz(candidates)),
        place.set(i32.add(state.at, wrapBit(candidates))),
        when(isEventType, [state.typeColon.set(place)]),
        candidates.set(and(candidates, i64.sub(candidates, 1n))),
        branch(again),
      ]),
    ]),
  ];
}

const eight = (text: string): bigint => Buffer.from(text).readBigInt64LE(0);

/** Each block of a line has its mask; the caller has seen to it that there is room for one. */
export function nextMask(state: LineState, mask: Expression<'i64'> | bigint): Statement[] {
  return [i64.store(state.mask, mask), state.mask.set(i32.add(state.mask, 8))];
}
