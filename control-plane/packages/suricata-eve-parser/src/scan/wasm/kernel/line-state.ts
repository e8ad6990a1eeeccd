// What the judge of a line carries from one block of 64 bytes to the next.
import type { Local } from '../assembler/function-body.ts';
import type { Locals } from '../assembler/module-builder.ts';

/** Of `stack`: nothing is open; the line's object alone is. */
export const BOTTOM = 1n;
export const TOP_LEVEL = 2n;

/** Masks have bit n for the n-th byte of the block; a carry is bit 63 of a mask, moved to bit 0. */
export interface LineState {
  /** First byte of the line, and of the block. */
  readonly start: Local<'i32'>;
  readonly at: Local<'i32'>;
  /** First byte of the batch, where the next block's tokens are written, and where its mask. */
  readonly batch: Local<'i32'>;
  readonly tokens: Local<'i32'>;
  readonly mask: Local<'i32'>;
  /** The last block's commas of the top level, and the last colon behind the key `event_type`, 0 without one. */
  readonly commas: Local<'i64'>;
  readonly typeColon: Local<'i32'>;
  /** All ones inside a string, from its opening quote to the byte before its closing one. */
  readonly inString: Local<'i64'>;
  /** 1 when the first byte of the next block is escaped. */
  readonly escapeNext: Local<'i64'>;
  /** Carries of: a token behind which a value begins, an opening bracket, … */
  readonly before: Local<'i64'>;
  readonly opened: Local<'i64'>;
  /** … a place where a key must stand, a key's closing quote, a number or word, a leading zero. */
  readonly keyPlace: Local<'i64'>;
  readonly keyClosed: Local<'i64'>;
  readonly scalar: Local<'i64'>;
  readonly zero: Local<'i64'>;
  /** 1 when the block ends inside a key. */
  readonly inKey: Local<'i64'>;
  /** One bit a level, the innermost lowest: 1 for an array; above them a 1. */
  readonly stack: Local<'i64'>;
  /** Address of the bracket that closed the top level, 0 before. */
  readonly closedAt: Local<'i32'>;
  /** Not zero: not JSON. */
  readonly wrong: Local<'i64'>;
  /** Numbers and words before this address are judged. */
  readonly scalarsDone: Local<'i32'>;
  readonly backslashes: Local<'i64'>;
  /** What allClasses gave for all blocks so far. */
  readonly classes: Local<'v128'>;
}

/** All zero: the line's begin is `start`. */
export function makeLineState(locals: Locals, start: Local<'i32'>): LineState {
  return {
    start,
    at: locals.i32(),
    batch: locals.i32(),
    tokens: locals.i32(),
    mask: locals.i32(),
    commas: locals.i64(),
    typeColon: locals.i32(),
    inString: locals.i64(),
    escapeNext: locals.i64(),
    before: locals.i64(),
    opened: locals.i64(),
    keyPlace: locals.i64(),
    keyClosed: locals.i64(),
    scalar: locals.i64(),
    zero: locals.i64(),
    inKey: locals.i64(),
    stack: locals.i64(),
    closedAt: locals.i32(),
    wrong: locals.i64(),
    scalarsDone: locals.i32(),
    backslashes: locals.i64(),
    classes: locals.v128(),
  };
}
