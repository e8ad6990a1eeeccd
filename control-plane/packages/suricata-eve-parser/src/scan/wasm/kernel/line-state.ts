// What the judge of a line carries from one block of 64 bytes to the next.
import type { Statement } from '../assembler/expression.ts';
import type { Local } from '../assembler/function-body.ts';
import type { Locals } from '../assembler/module-builder.ts';

/** Masks have bit n for the n-th byte of the block; a carry is bit 63 of a mask, moved to bit 0. */
export interface LineState {
  /** First byte of the line, and of the block. */
  readonly start: Local<'i32'>;
  readonly at: Local<'i32'>;
  /** Where the next block's mask is written, and how many separators the line has so far. */
  readonly mask: Local<'i32'>;
  readonly separators: Local<'i64'>;
  /** The last block's commas of the top level, and the last colon behind the key `event_type`, 0 without one. */
  readonly commas: Local<'i64'>;
  readonly typeColon: Local<'i32'>;
  /** All ones inside a string, from its opening quote to the byte before its closing one. */
  readonly inString: Local<'i64'>;
  /** 1 when the first byte of the next block is escaped. */
  readonly escapeNext: Local<'i64'>;
  /** Carries of: a token that begins a value's place, one that ends a value, an opening bracket, … */
  readonly before: Local<'i64'>;
  readonly after: Local<'i64'>;
  readonly opened: Local<'i64'>;
  /** … a place where a key must stand, a key's closing quote, a number or word, a leading zero. */
  readonly keyPlace: Local<'i64'>;
  readonly keyClosed: Local<'i64'>;
  readonly scalar: Local<'i64'>;
  readonly zero: Local<'i64'>;
  /** 1 when the block ends inside a key. */
  readonly inKey: Local<'i64'>;
  /** One bit a level, the innermost lowest: 1 for an array. */
  readonly stack: Local<'i64'>;
  readonly depth: Local<'i32'>;
  /** Address of the bracket that closed the top level, 0 before. */
  readonly closedAt: Local<'i32'>;
  /** Not zero: not JSON. */
  readonly wrong: Local<'i64'>;
  /** Numbers and words before this address are judged. */
  readonly scalarsDone: Local<'i32'>;
  readonly backslashes: Local<'i64'>;
  readonly bytes: Local<'v128'>;
}

export function makeLineState(locals: Locals): LineState {
  return {
    start: locals.i32(),
    at: locals.i32(),
    mask: locals.i32(),
    separators: locals.i64(),
    commas: locals.i64(),
    typeColon: locals.i32(),
    inString: locals.i64(),
    escapeNext: locals.i64(),
    before: locals.i64(),
    after: locals.i64(),
    opened: locals.i64(),
    keyPlace: locals.i64(),
    keyClosed: locals.i64(),
    scalar: locals.i64(),
    zero: locals.i64(),
    inKey: locals.i64(),
    stack: locals.i64(),
    depth: locals.i32(),
    closedAt: locals.i32(),
    wrong: locals.i64(),
    scalarsDone: locals.i32(),
    backslashes: locals.i64(),
    bytes: locals.v128(),
  };
}

/** The state before a line's first byte: a value may begin, nothing has ended. */
export function resetLineState(state: LineState, noBytes: Parameters<Local<'v128'>['set']>[0]): Statement[] {
  const { inString, escapeNext, after, opened, keyPlace, keyClosed, scalar, zero, inKey, stack, wrong, backslashes } =
    state;
  const cleared = [
    inString,
    escapeNext,
    after,
    opened,
    keyPlace,
    keyClosed,
    scalar,
    zero,
    inKey,
    stack,
    wrong,
    backslashes,
  ];
  return [
    ...cleared.map((local) => local.set(0n)),
    state.before.set(1n),
    state.depth.set(0),
    state.closedAt.set(0),
    state.typeColon.set(0),
    state.separators.set(0n),
    state.commas.set(0n),
    state.scalarsDone.set(0),
    state.bytes.set(noBytes),
  ];
}
