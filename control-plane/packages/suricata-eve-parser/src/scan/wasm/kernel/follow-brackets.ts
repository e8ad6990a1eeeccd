// The second step of the judge: brackets one by one, without a branch for their kind, which is hard to predict. Says for
// each byte of the block whether the innermost container is an array, and whether it is the line's own object; a bracket
// counts to what is behind it.
import type { I32, Label, Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, type Local, loop, when } from '../assembler/function-body.ts';
import { i32, i64 } from '../assembler/instructions.ts';
import type { Locals } from '../assembler/module-builder.ts';
import { TOKEN } from '../memory-layout.ts';
import { BOTTOM, type LineState, TOP_LEVEL } from './line-state.ts';
import { wrapBit } from './read-block.ts';

const { and, or, xor } = i64;

export interface FollowBrackets {
  readonly locals: Locals;
  readonly state: LineState;
  /** The block's tokens, and its first byte. */
  readonly tokens: Local<'i32'>;
  readonly at: Local<'i32'>;
  readonly lost: Label;
}

/** Writes the masks about containers of one block of the batch. */
export function followBrackets({ locals, state, lost, tokens, at }: FollowBrackets): Statement[] {
  const [brackets, open, inArray, topLevel] = [locals.i64(), locals.i64(), locals.i64(), locals.i64()];
  const lowest = locals.i64();
  const byte = locals.i32();
  const place = locals.i32();
  const isArray = locals.i64();
  const isOpen = locals.i64();
  /** The mask from this bracket on is all ones or zeros. */
  const fill = (mask: Local<'i64'>, condition: I32) =>
    mask.set(i64.select(or(mask, i64.sub(0n, lowest)), and(mask, i64.sub(lowest, 1n)), condition));
  const step: Statement[] = [
    lowest.set(and(brackets, i64.sub(0n, brackets))),
    place.set(i32.add(at, wrapBit(brackets))),
    byte.set(i32.load8(place)),
    // { and [ end in binary 011, } and ] in 101; braces have the bit of 0x20.
    isOpen.set(i64.extend(i32.and(i32.shrU(byte, 1), 1))),
    isArray.set(i64.extend(i32.eqz(i32.and(byte, 0x20)))),
    state.wrong.set(or(state.wrong, and(xor(and(state.stack, 1n), isArray), i64.sub(isOpen, 1n)))),
    state.stack.set(i64.select(or(i64.shl(state.stack, 1n), isArray), i64.shrU(state.stack, 1n), i32.wrap(isOpen))),
    open.set(or(open, and(lowest, i64.sub(0n, isOpen)))),
    fill(inArray, i32.wrap(and(state.stack, 1n))),
    fill(topLevel, i64.eq(state.stack, TOP_LEVEL)),
    // Once a line, or never again: also below the bottom, and above the highest level.
    when(i64.ltS(state.stack, TOP_LEVEL), [
      branchIf(lost, i64.ne(state.stack, BOTTOM)),
      // Whatever stands behind the first such place, the line then does not end there.
      when(i32.eqz(state.closedAt), [state.closedAt.set(place)]),
    ]),
    brackets.set(xor(brackets, lowest)),
  ];
  return [
    inArray.set(i64.sub(0n, and(state.stack, 1n))),
    topLevel.set(i64.sub(0n, i64.extend(i64.eq(state.stack, TOP_LEVEL)))),
    open.set(0n),
    brackets.set(i64.load(tokens, TOKEN.brackets)),
    block((out) => [loop((again) => [branchIf(out, i64.eqz(brackets)), ...step, branch(again)])]),
    i64.store(tokens, open, TOKEN.open),
    i64.store(tokens, inArray, TOKEN.inArray),
    i64.store(tokens, topLevel, TOKEN.topLevel),
  ];
}
