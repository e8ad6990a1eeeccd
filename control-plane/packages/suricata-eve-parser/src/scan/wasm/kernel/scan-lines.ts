// The loop over lines: each one is walked or else judged, its type found and counted, and a record written of what
// JavaScript has to see.
import type { Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i32 } from '../assembler/instructions.ts';
import type { FunctionRef, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  BLOCK_MASKS,
  BLOCK_MASKS_SOFT_END,
  COUNTS,
  ENTRY_MODE,
  ENTRY_NUMBER,
  FLAG_NOT_ASCII,
  HEADER,
  LITERALS,
  MAX_RECORDS,
  MAX_SHAPES,
  MODE_DECODE,
  MODE_SKIP,
  MODE_UNKNOWN,
  NO_SHAPE,
  NODE,
  NODE_BYTES,
  NODES,
  NODES_END,
  RECORD,
  RECORD_BYTES,
  RECORDS,
  VERDICT_OBJECT,
  VERDICT_TOO_LONG,
  VERDICT_UNCERTAIN,
} from '../memory-layout.ts';
import { TYPE_UNKNOWN } from './look-up.ts';

/** In place of a type's number: nobody wants the line. */
const UNWANTED = -2;
/** As many are learned at once; then only one line of LEARN_EVERY that has no shape. Learning costs more than judging. */
const LEARN_FREELY = 256;
const LEARN_EVERY = 16;

export interface ScanParts {
  readonly walkShape: FunctionRef;
  readonly judgeLine: FunctionRef;
  readonly findType: FunctionRef;
  readonly learnShape: FunctionRef;
}

interface Line {
  readonly start: Local<'i32'>;
  readonly lineEnd: Local<'i32'>;
  readonly verdict: Local<'i32'>;
  readonly shape: Local<'i32'>;
  /** What findType gives. */
  readonly entry: Local<'i32'>;
  /** The type's number, −1 when JavaScript has to find it out, or UNWANTED. */
  readonly type: Local<'i32'>;
  readonly mode: Local<'i32'>;
  /** Where the masks or ends of this line begin. */
  readonly mask: Local<'i32'>;
  readonly record: Local<'i32'>;
}

/** (from, end) with a newline before `end` → where it stopped: at `end`, or earlier when records or masks are full. */
export function defineScanLines(module: ModuleBuilder, parts: ScanParts): FunctionRef {
  return module.define('scanLines', 2, (locals, params) => {
    const [start, end] = params as [Local<'i32'>, Local<'i32'>];
    const one = () => locals.i32();
    const line = {
      start,
      lineEnd: one(),
      verdict: one(),
      shape: one(),
      entry: one(),
      type: one(),
      mode: one(),
      mask: one(),
      record: one(),
    };
    const { record, mask } = line;
    return [
      ...forgetShapes(),
      record.set(RECORDS),
      mask.set(BLOCK_MASKS),
      block((done) => [
        loop((nextLine) => [
          branchIf(done, i32.geU(start, end)),
          branchIf(done, i32.geU(record, RECORDS + MAX_RECORDS * RECORD_BYTES)),
          branchIf(done, i32.geU(mask, BLOCK_MASKS_SOFT_END)),
          ...judge(parts, line, locals.i32()),
          ...finishLine(line),
          start.set(i32.add(line.lineEnd, 1)),
          branch(nextLine),
        ]),
      ]),
      i32.store(0, i32.sub(record, RECORDS), HEADER.records),
      giveBack(start),
    ];
  });
}

/** When there is no room for more; here no record refers to one. */
function forgetShapes(): Statement[] {
  const isFull = i32.or(
    i32.geU(i32.load(0, HEADER.nodesTop), NODES_END),
    i32.geU(i32.load(0, HEADER.shapes), MAX_SHAPES),
  );
  return [
    when(isFull, [
      i32.store(0, 0, HEADER.shapes),
      i32.store(0, NODES + NODE_BYTES, HEADER.nodesTop),
      i32.store(0, LITERALS, HEADER.literalsTop),
      i32.store(NODES, 0, NODE.child),
    ]),
  ];
}

function judge(parts: ScanParts, line: Line, node: Local<'i32'>): Statement[] {
  const { start, lineEnd, verdict, shape, entry, mask } = line;
  return [
    node.set(parts.walkShape.call(start, mask)),
    verdict.set(VERDICT_OBJECT),
    when(
      node,
      [shape.set(i32.load(node, NODE.shape)), entry.set(i32.load(node, NODE.type))],
      [
        shape.set(NO_SHAPE),
        verdict.set(parts.judgeLine.call(start, mask)),
        when(i32.eq(verdict, VERDICT_OBJECT), [
          entry.set(parts.findType.call(i32.load(0, HEADER.typeColon))),
          ...learn(parts, line, node),
        ]),
      ],
    ),
    lineEnd.set(i32.load(0, HEADER.lineEnd)),
    when(i32.gtU(i32.sub(lineEnd, start), i32.load(0, HEADER.maxLineBytes)), [verdict.set(VERDICT_TOO_LONG)]),
  ];
}

function learn({ learnShape }: ScanParts, { start, entry }: Line, learned: Local<'i32'>): Statement[] {
  const isWorthIt = i32.or(
    i32.ltU(i32.load(0, HEADER.shapes), LEARN_FREELY),
    i32.eqz(i32.and(i32.load(0, HEADER.missed), LEARN_EVERY - 1)),
  );
  const isPlain = i32.eqz(i32.and(i32.load(0, HEADER.flags), FLAG_NOT_ASCII));
  return [
    i32.store(0, i32.add(i32.load(0, HEADER.missed), 1), HEADER.missed),
    when(i32.and(i32.and(isWorthIt, isPlain), i32.gtU(entry, TYPE_UNKNOWN)), [
      learned.set(learnShape.call(start, entry, i32.load(0, HEADER.typeColon))),
      // Full: the next scan begins anew.
      when(i32.eqz(learned), [i32.store(0, NODES_END, HEADER.nodesTop)]),
    ]),
  ];
}

function finishLine(line: Line): Statement[] {
  const { start, lineEnd, verdict, shape, type, mask, record } = line;
  return [
    type.set(0),
    block((write) => [
      branchIf(write, i32.eq(verdict, VERDICT_UNCERTAIN)),
      i32.store(0, i32.add(i32.load(0, HEADER.lines), 1), HEADER.lines),
      when(i32.eq(verdict, VERDICT_OBJECT), countType(line)),
    ]),
    when(i32.ne(type, UNWANTED), [
      i32.store(record, start, RECORD.start),
      i32.store(record, lineEnd, RECORD.end),
      i32.store(record, verdict, RECORD.verdict),
      i32.store(record, type, RECORD.type),
      i32.store(record, mask, RECORD.masks),
      i32.store(record, i32.load(0, HEADER.flags), RECORD.flags),
      i32.store(record, shape, RECORD.shape),
      when(i32.eq(verdict, VERDICT_OBJECT), [mask.set(i32.load(0, HEADER.masksEnd))]),
      i32.store(record, mask, RECORD.masksEnd),
      record.set(i32.add(record, RECORD_BYTES)),
    ]),
  ];
}

/** Sets `type`. */
function countType({ entry, type, mode }: Line): Statement[] {
  const counter = i32.shl(type, 2);
  return [
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
