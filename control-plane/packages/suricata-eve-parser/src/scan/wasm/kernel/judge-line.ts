// One line, judged whole: its tokens as masks, batch by batch, then brackets, then the grammar. What it finds beside the
// verdict stands in the header.
import type { Label, Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i8x16, i32, i64, v128 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  BLOCK_MASKS_END,
  FLAG_BACKSLASH,
  FLAG_NOT_ASCII,
  HEADER,
  MAX_BATCH,
  MAX_SEPARATORS,
  TOKEN_BYTES,
  TOKENS,
  VERDICT_NOT_JSON,
  VERDICT_OBJECT,
  VERDICT_UNCERTAIN,
} from '../memory-layout.ts';
import { findTokens } from './find-tokens.ts';
import { followBrackets } from './follow-brackets.ts';
import { judgeTokens } from './judge-tokens.ts';
import { BOTTOM, type LineState, makeLineState } from './line-state.ts';
import {
  allClasses,
  type BlockVectors,
  CLASS,
  classMask,
  hasClass,
  loadConstants,
  makeVectors,
  readBlock,
  wrapBit,
} from './read-block.ts';

const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;

export interface JudgeLineParts {
  readonly checkEscape: FunctionRef;
  readonly checkScalar: FunctionRef;
}

interface LineParts extends JudgeLineParts {
  readonly vectors: BlockVectors;
}

interface LineEnd {
  readonly lineEnd: Local<'i32'>;
  readonly verdict: Local<'i32'>;
  readonly masks: Local<'i32'>;
}

/** (line, where its masks are written) → VERDICT_OBJECT, VERDICT_NOT_JSON or VERDICT_UNCERTAIN. */
export function defineJudgeLine(module: ModuleBuilder, parts: JudgeLineParts): FunctionRef {
  return module.define('judgeLine', 2, (locals, params) => {
    const [start, masks] = params as [Local<'i32'>, Local<'i32'>];
    const state = makeLineState(locals, start);
    const line: LineEnd = { lineEnd: locals.i32(), verdict: locals.i32(), masks };
    const vectors = makeVectors(locals);
    const isNotAscii = i32.mul(i32.ne(hasClass(state.classes, CLASS.notAscii), 0), FLAG_NOT_ASCII);
    const hasBackslash = i32.mul(i64.ne(state.backslashes, 0n), FLAG_BACKSLASH);
    return [
      ...loadConstants(vectors),
      state.at.set(start),
      state.batch.set(start),
      state.mask.set(masks),
      // A value may begin, nothing is open.
      state.before.set(1n),
      state.stack.set(BOTTOM),
      ...judgeBatches(locals, { ...parts, vectors }, state, line),
      ...refuseWide(locals, state, line),
      i32.store(0, line.lineEnd, HEADER.lineEnd),
      i32.store(0, state.mask, HEADER.masksEnd),
      i32.store(0, state.typeColon, HEADER.typeColon),
      i32.store(0, i32.or(isNotAscii, hasBackslash), HEADER.flags),
      giveBack(line.verdict),
    ];
  });
}

function judgeBatches(locals: Locals, parts: LineParts, state: LineState, line: LineEnd): Statement[] {
  const control = locals.i64();
  const limit = locals.i64();
  const isRight = i32.and(
    i32.and(i64.eqz(i64.or(state.wrong, state.inString)), i64.eq(state.stack, BOTTOM)),
    i32.eq(i32.add(state.closedAt, 1), line.lineEnd),
  );
  return [
    block((judged) => [
      block((lost) => [
        branchIf(lost, i32.ne(i32.load8(state.start), OPEN_BRACE)),
        loop((nextBatch) => [
          ...findBatch(locals, parts, state, { line, control, limit, lost }),
          ...eachBlock(locals, state, (at, tokens) => followBrackets({ locals, state, lost, at, tokens })),
          ...eachBlock(locals, state, (at, tokens) => judgeTokens({ locals, state, lost, at, tokens, ...parts })),
          branchIf(nextBatch, i64.eqz(control)),
        ]),
        line.verdict.set(VERDICT_NOT_JSON),
        when(isRight, [line.verdict.set(VERDICT_OBJECT)]),
        branch(judged),
      ]),
      line.verdict.set(VERDICT_UNCERTAIN),
      ...findNewline(locals, state, line.lineEnd),
    ]),
  ];
}

interface BatchBegin {
  readonly line: LineEnd;
  readonly control: Local<'i64'>;
  readonly limit: Local<'i64'>;
  readonly lost: Label;
}

/** The tokens of the next blocks, up to the line's end or as many as a batch has. */
function findBatch(locals: Locals, parts: LineParts, state: LineState, begin: BatchBegin): Statement[] {
  const { limit, control, lost } = begin;
  return [
    state.batch.set(state.at),
    state.tokens.set(TOKENS),
    branchIf(lost, i32.geU(state.mask, BLOCK_MASKS_END - MAX_BATCH * 8)),
    loop((nextBlock) => [
      ...beginBlock(locals, parts, state, begin),
      ...findTokens({ locals, state, limit, ...parts }),
      state.tokens.set(i32.add(state.tokens, TOKEN_BYTES)),
      state.at.set(i32.add(state.at, 64)),
      branchIf(nextBlock, i32.and(i64.eqz(control), i32.ltU(state.tokens, TOKENS + MAX_BATCH * TOKEN_BYTES))),
    ]),
  ];
}

/** Over the blocks of the batch. */
function eachBlock(
  locals: Locals,
  state: LineState,
  step: (at: Local<'i32'>, tokens: Local<'i32'>) => Statement[],
): Statement[] {
  const at = locals.i32();
  const tokens = locals.i32();
  return [
    at.set(state.batch),
    tokens.set(TOKENS),
    loop((nextBlock) => [
      ...step(at, tokens),
      at.set(i32.add(at, 64)),
      tokens.set(i32.add(tokens, TOKEN_BYTES)),
      branchIf(nextBlock, i32.ltU(tokens, state.tokens)),
    ]),
  ];
}

/** Reads a block, and sets `control` and `limit` where the line ends in it. */
function beginBlock(locals: Locals, { vectors }: LineParts, state: LineState, begin: BatchBegin): Statement[] {
  const { line, control, limit, lost } = begin;
  const all = locals.v128();
  return [
    ...readBlock(vectors, state.at),
    all.set(allClasses(vectors)),
    state.classes.set(v128.or(state.classes, all)),
    control.set(0n),
    limit.set(-1n),
    when(hasClass(all, CLASS.control), [
      control.set(classMask(vectors, CLASS.control)),
      line.lineEnd.set(i32.add(state.at, wrapBit(control))),
      branchIf(lost, i32.ne(i32.load8(line.lineEnd), NEWLINE)),
      limit.set(i64.sub(i64.shl(1n, i64.ctz(control)), 1n)),
    ]),
  ];
}

/** From the batch where the judge gave up; no newline stands before it. */
function findNewline(locals: Locals, state: LineState, lineEnd: Local<'i32'>): Statement[] {
  const bits = locals.i32();
  return [
    lineEnd.set(state.batch),
    loop((again) => [
      bits.set(i8x16.bitmask(i8x16.eq(v128.load(lineEnd), i8x16.splat(NEWLINE)))),
      when(i32.eqz(bits), [lineEnd.set(i32.add(lineEnd, 16)), branch(again)]),
    ]),
    lineEnd.set(i32.add(lineEnd, i32.ctz(bits))),
  ];
}

/** More fields than there is room for when somebody asks for them; a line must be long to have so many. */
function refuseWide(locals: Locals, state: LineState, { lineEnd, masks, verdict }: LineEnd): Statement[] {
  const at = locals.i32();
  const separators = locals.i64();
  return [
    when(i32.gtU(i32.sub(lineEnd, state.start), MAX_SEPARATORS), [
      at.set(masks),
      separators.set(0n),
      block((out) => [
        loop((again) => [
          branchIf(out, i32.geU(at, state.mask)),
          separators.set(i64.add(separators, i64.popcnt(i64.load(at)))),
          at.set(i32.add(at, 8)),
          branch(again),
        ]),
      ]),
      when(i64.ltU(BigInt(MAX_SEPARATORS), separators), [verdict.set(VERDICT_UNCERTAIN)]),
    ]),
  ];
}
