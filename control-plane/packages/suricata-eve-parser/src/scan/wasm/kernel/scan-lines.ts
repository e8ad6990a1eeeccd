// The loop over lines: judge each one, find its type, count it, and write a record of what JavaScript has to see.
import type { Label, Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i8x16, i32, i64, v128 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  BLOCK_MASKS,
  BLOCK_MASKS_END,
  BLOCK_MASKS_SOFT_END,
  COUNTS,
  ENTRY_MODE,
  ENTRY_NUMBER,
  HEADER,
  MAX_RECORDS,
  MAX_SEPARATORS,
  MODE_DECODE,
  MODE_SKIP,
  MODE_UNKNOWN,
  RECORD,
  RECORD_BYTES,
  RECORDS,
  VERDICT_NOT_JSON,
  VERDICT_OBJECT,
  VERDICT_TOO_LONG,
  VERDICT_UNCERTAIN,
} from '../memory-layout.ts';
import { judgeBlock, nextMask } from './judge-block.ts';
import { type LineState, makeLineState, resetLineState } from './line-state.ts';
import { TYPE_UNKNOWN } from './look-up.ts';
import {
  type BlockVectors,
  CLASS,
  classMask,
  hasClass,
  isNotable,
  loadConstants,
  makeVectors,
  orAll,
  readBlock,
  wrapBit,
} from './read-block.ts';

const NEWLINE = 0x0a;
const OPEN_BRACE = 0x7b;
/** In place of a type's number: nobody wants the line. */
const UNWANTED = -2;

export interface ScanParts {
  readonly checkEscape: FunctionRef;
  readonly checkScalar: FunctionRef;
  readonly findType: FunctionRef;
}

interface LineParts extends ScanParts {
  readonly vectors: BlockVectors;
}

interface LineEnd {
  readonly lineEnd: Local<'i32'>;
  readonly verdict: Local<'i32'>;
  readonly masks: Local<'i32'>;
}

/** (from, end) with a newline before `end` → where it stopped: at `end`, or earlier when records or masks are full. */
export function defineScanLines(module: ModuleBuilder, parts: ScanParts): FunctionRef {
  return module.define('scanLines', 2, (locals, params) => {
    const [from, end] = params as [Local<'i32'>, Local<'i32'>];
    const state = makeLineState(locals);
    const line: LineEnd = { lineEnd: locals.i32(), verdict: locals.i32(), masks: locals.i32() };
    const record = locals.i32();
    const nothing = locals.v128();
    const vectors = makeVectors(locals);
    return [
      ...loadConstants(vectors),
      record.set(RECORDS),
      state.start.set(from),
      state.mask.set(BLOCK_MASKS),
      block((done) => [
        loop((nextLine) => [
          branchIf(done, i32.geU(state.start, end)),
          branchIf(done, i32.geU(record, RECORDS + MAX_RECORDS * RECORD_BYTES)),
          branchIf(done, i32.geU(state.mask, BLOCK_MASKS_SOFT_END)),
          state.at.set(state.start),
          line.masks.set(state.mask),
          ...resetLineState(state, nothing),
          ...judgeLine(locals, { ...parts, vectors }, state, line),
          ...finishLine(locals, parts, { state, line, record }),
          state.start.set(i32.add(line.lineEnd, 1)),
          branch(nextLine),
        ]),
      ]),
      i32.store(0, i32.sub(record, RECORDS), HEADER.records),
      giveBack(state.start),
    ];
  });
}

function judgeLine(locals: Locals, parts: LineParts, state: LineState, line: LineEnd): Statement[] {
  const control = locals.i64();
  const limit = locals.i64();
  const all = locals.v128();
  const isRight = i32.and(
    i64.eqz(i64.or(state.wrong, state.inString)),
    i32.eq(i32.add(state.closedAt, 1), line.lineEnd),
  );
  return [
    block((judged) => [
      block((lost) => [
        branchIf(lost, i32.ne(i32.load8(state.at), OPEN_BRACE)),
        loop((nextBlock) => [
          ...beginBlock(parts, state, { line, control, limit, all, lost, nextBlock }),
          ...judgeBlock({ locals, state, limit, all, lost, ...parts }),
          when(i64.eqz(control), [state.at.set(i32.add(state.at, 64)), branch(nextBlock)]),
        ]),
        line.verdict.set(VERDICT_NOT_JSON),
        when(i32.and(isRight, i32.eqz(state.depth)), [line.verdict.set(VERDICT_OBJECT)]),
        branch(judged),
      ]),
      line.verdict.set(VERDICT_UNCERTAIN),
      ...findNewline(locals, state, line.lineEnd),
    ]),
  ];
}

interface BlockBegin {
  readonly line: LineEnd;
  readonly control: Local<'i64'>;
  readonly limit: Local<'i64'>;
  readonly all: Local<'v128'>;
  readonly lost: Label;
  readonly nextBlock: Label;
}

/** Reads a block, passes over it inside a long string, and sets `control` and `limit` where the line ends in it. */
function beginBlock({ vectors }: LineParts, state: LineState, begin: BlockBegin): Statement[] {
  const { line, control, limit, all, lost, nextBlock } = begin;
  const isInsideString = i32.wrap(i64.and(state.inString, i64.xor(state.escapeNext, 1n)));
  return [
    ...readBlock(vectors, state.at),
    state.bytes.set(v128.or(state.bytes, orAll(vectors.raw))),
    all.set(orAll(vectors.classes)),
    branchIf(lost, i32.geU(state.mask, BLOCK_MASKS_END)),
    // Deep inside a long string: nothing to judge.
    when(i32.and(i32.eqz(isNotable(all, vectors)), isInsideString), [
      ...nextMask(state, 0n),
      state.commas.set(0n),
      state.at.set(i32.add(state.at, 64)),
      branch(nextBlock),
    ]),
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

/** From the block where the judge gave up; no newline stands before it. */
function findNewline(locals: Locals, state: LineState, lineEnd: Local<'i32'>): Statement[] {
  const bits = locals.i32();
  return [
    lineEnd.set(state.at),
    loop((again) => [
      bits.set(i8x16.bitmask(i8x16.eq(v128.load(lineEnd), i8x16.splat(NEWLINE)))),
      when(i32.eqz(bits), [lineEnd.set(i32.add(lineEnd, 16)), branch(again)]),
    ]),
    lineEnd.set(i32.add(lineEnd, i32.ctz(bits))),
  ];
}

interface Finish {
  readonly state: LineState;
  readonly line: LineEnd;
  readonly record: Local<'i32'>;
}

function finishLine(locals: Locals, parts: ScanParts, { state, line, record }: Finish): Statement[] {
  const { verdict, masks, lineEnd } = line;
  const type = locals.i32();
  const flags = locals.i32();
  const tooLong = i32.gtU(i32.sub(lineEnd, state.start), i32.load(0, HEADER.maxLineBytes));
  const isNotAscii = i32.ne(i8x16.bitmask(state.bytes), 0);
  const hasBackslash = i64.ne(state.backslashes, 0n);
  return [
    type.set(0),
    flags.set(i32.or(isNotAscii, i32.shl(hasBackslash, 1))),
    // More fields than there is room for when somebody asks for them.
    when(i64.ltU(BigInt(MAX_SEPARATORS), state.separators), [verdict.set(VERDICT_UNCERTAIN)]),
    when(tooLong, [verdict.set(VERDICT_TOO_LONG)]),
    block((write) => [
      when(i32.eq(verdict, VERDICT_UNCERTAIN), [state.mask.set(masks), branch(write)]),
      i32.store(0, i32.add(i32.load(0, HEADER.lines), 1), HEADER.lines),
      when(i32.ne(verdict, VERDICT_OBJECT), [state.mask.set(masks), branch(write)]),
      ...countType(locals, parts, { state, type }),
      branchIf(write, i32.ne(type, UNWANTED)),
      state.mask.set(masks),
    ]),
    when(i32.ne(type, UNWANTED), [
      i32.store(record, state.start, RECORD.start),
      i32.store(record, lineEnd, RECORD.end),
      i32.store(record, verdict, RECORD.verdict),
      i32.store(record, type, RECORD.type),
      i32.store(record, masks, RECORD.masks),
      i32.store(record, state.mask, RECORD.masksEnd),
      i32.store(record, flags, RECORD.flags),
      record.set(i32.add(record, RECORD_BYTES)),
    ]),
  ];
}

interface TypeParts {
  readonly state: LineState;
  readonly type: Local<'i32'>;
}

/** Sets `type` to the type's number, −1 when JavaScript has to find it out, or UNWANTED. */
function countType(locals: Locals, parts: ScanParts, { state, type }: TypeParts): Statement[] {
  const entry = locals.i32();
  const mode = locals.i32();
  const counter = i32.shl(type, 2);
  return [
    entry.set(parts.findType.call(state.typeColon)),
    when(
      i32.gtU(entry, TYPE_UNKNOWN),
      [type.set(i32.sub(i32.load(entry, ENTRY_NUMBER), 1)), mode.set(i32.load(entry, ENTRY_MODE))],
      [mode.set(MODE_UNKNOWN), when(i32.eqz(entry), [mode.set(i32.load(0, HEADER.untypedMode))])],
    ),
    when(
      i32.eq(mode, MODE_UNKNOWN),
      [type.set(-1)],
      [
        when(i32.ltU(mode, MODE_SKIP), [i32.store(counter, i32.add(i32.load(counter, COUNTS), 1), COUNTS)]),
        when(i32.ne(mode, MODE_DECODE), [type.set(UNWANTED)]),
      ],
    ),
  ];
}
