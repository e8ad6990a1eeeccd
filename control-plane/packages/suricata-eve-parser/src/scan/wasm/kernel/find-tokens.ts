// The first step of the judge: the tokens of a block, as masks. Strings are told from what is outside of them, and outside
// each byte is a comma, a colon, a bracket, or part of a scalar (a number or word; also anything that is no token).
import type { Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, type Local, loop, when } from '../assembler/function-body.ts';
import { i32, i64 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals } from '../assembler/module-builder.ts';
import { TOKEN } from '../memory-layout.ts';
import type { LineState } from './line-state.ts';
import { type BlockVectors, CLASS, classMask, wrapBit } from './read-block.ts';

const { and, or, xor } = i64;
const EVERY_SECOND_BIT = 0xaaaaaaaaaaaaaaaan;

export interface FindTokens {
  readonly locals: Locals;
  readonly state: LineState;
  readonly vectors: BlockVectors;
  /** The bytes of the block that belong to the line. */
  readonly limit: Local<'i64'>;
  readonly checkEscape: FunctionRef;
}

export function findTokens(parts: FindTokens): Statement[] {
  const { locals, state, vectors, limit } = parts;
  const mask = () => locals.i64();
  const [quotes, backslashes, strings, outside, comma, colon] = [mask(), mask(), mask(), mask(), mask(), mask()];
  const [brackets, digits, zeros] = [mask(), mask(), mask()];
  const keep = (offset: number, value: Parameters<typeof i64.store>[1]) => i64.store(state.tokens, value, offset);
  return [
    quotes.set(classMask(vectors, CLASS.quoteOrComma)),
    backslashes.set(classMask(vectors, CLASS.commaOrBackslash)),
    comma.set(and(quotes, backslashes)),
    quotes.set(and(xor(quotes, comma), limit)),
    backslashes.set(and(xor(backslashes, comma), limit)),
    when(i64.ne(or(backslashes, state.escapeNext), 0n), takeEscapes(parts, quotes, backslashes)),
    // Each bit becomes the parity of the quotes up to it: 1 from an opening quote to before the closing one.
    strings.set(quotes),
    ...[1n, 2n, 4n, 8n, 16n, 32n].map((by) => strings.set(xor(strings, i64.shl(strings, by)))),
    strings.set(xor(strings, state.inString)),
    state.inString.set(i64.shrS(strings, 63n)),
    outside.set(and(xor(or(strings, quotes), -1n), limit)),
    digits.set(and(classMask(vectors, CLASS.digit), outside)),
    colon.set(and(classMask(vectors, CLASS.zeroOrColon), outside)),
    zeros.set(and(colon, digits)),
    colon.set(xor(colon, zeros)),
    comma.set(and(comma, outside)),
    brackets.set(and(classMask(vectors, CLASS.bracket), outside)),
    keep(TOKEN.quotes, quotes),
    keep(TOKEN.strings, strings),
    keep(TOKEN.comma, comma),
    keep(TOKEN.colon, colon),
    keep(TOKEN.brackets, brackets),
    keep(TOKEN.scalar, xor(outside, or(or(comma, colon), brackets))),
    keep(TOKEN.digits, digits),
    keep(TOKEN.zeros, zeros),
    keep(TOKEN.backslashes, backslashes),
  ];
}

/** Runs of backslashes: every second byte is escaped (as simdjson finds them). Escaped quotes are no quotes. */
function takeEscapes(parts: FindTokens, quotes: Local<'i64'>, backslashes: Local<'i64'>): Statement[] {
  const { locals, state, limit } = parts;
  const escaped = locals.i64();
  const starts = locals.i64();
  const pairs = xor(i64.sub(or(i64.shl(starts, 1n), EVERY_SECOND_BIT), starts), EVERY_SECOND_BIT);
  const ends = locals.i64();
  return [
    state.backslashes.set(or(state.backslashes, backslashes)),
    starts.set(and(backslashes, xor(state.escapeNext, -1n))),
    ends.set(pairs),
    escaped.set(and(xor(ends, or(backslashes, state.escapeNext)), limit)),
    state.escapeNext.set(i64.shrU(and(ends, backslashes), 63n)),
    quotes.set(and(quotes, xor(escaped, -1n))),
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
