// Most lines have the keys, brackets and commas of a line before them, in the same order; only texts and numbers differ.
// What stands between two values (a literal) is a node, what may follow it its children. A line that can be walked from
// the first node to a last one is strict JSON: its literals stood in the same order in a line that the judge found to be,
// and its texts and numbers are checked here as strictly as there. Any other line goes to the judge.
//
//     {"timestamp":"|2026-…|","flow_id":|17|,"event_type":"dns","src_ip":"|10.0.0.1|"}⏎      between bars: values
import type { Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i8x16, i32, v128 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  FLAG_BACKSLASH,
  FLAG_NOT_ASCII,
  HEADER,
  KIND_END,
  KIND_NUMBER,
  MASKS,
  MAX_WALKED_BYTES,
  NODE,
  NODES,
} from '../memory-layout.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LAST_CONTROL = 0x1f;
const ZERO = 0x30;

/** (node, place) → 1 when the literal's bytes behind the first 16 stand there. */
export function defineRestMatches(module: ModuleBuilder): FunctionRef {
  return module.define('restMatches', 2, (locals, params) => {
    const [node, place] = params as [Local<'i32'>, Local<'i32'>];
    const left = locals.i32();
    const rest = locals.i32();
    const size = i32.select(left, 16, i32.ltU(left, 16));
    return [
      left.set(i32.sub(i32.load(node, NODE.length), 16)),
      rest.set(i32.load(node, NODE.rest)),
      loop((again) => [
        place.set(i32.add(place, 16)),
        when(v128.anyTrue(v128.and(v128.xor(v128.load(place), v128.load(rest)), v128.load(i32.shl(size, 4), MASKS))), [
          giveBack(0),
        ]),
        when(i32.leU(left, 16), [giveBack(1)]),
        left.set(i32.sub(left, 16)),
        rest.set(i32.add(rest, 16)),
        branch(again),
      ]),
      giveBack(0),
    ];
  });
}

export interface WalkShapeParts {
  readonly restMatches: FunctionRef;
  readonly checkEscape: FunctionRef;
}

/** (line, where the ends of its values are written) → its last node, 0 when no shape fits. */
export function defineWalkShape(module: ModuleBuilder, parts: WalkShapeParts): FunctionRef {
  return module.define('walkShape', 2, (locals, params) => {
    const [line, ends] = params as [Local<'i32'>, Local<'i32'>];
    const walk = makeWalk(locals);
    const { node, place, at, constants } = walk;
    const [quote, slash, control, zero, nine] = constants;
    const fill = [QUOTE, BACKSLASH, LAST_CONTROL, ZERO, 9];
    return [
      ...[quote, slash, control, zero, nine].map((local, index) =>
        (local as Local<'v128'>).set(i8x16.splat(fill[index] as number)),
      ),
      node.set(i32.load(NODES, NODE.child)),
      place.set(line),
      i32.store(ends, line),
      loop((nextValue) => [
        ...findNode(walk, parts),
        when(i32.eq(i32.load(node, NODE.kind), KIND_END), [...finish(walk, line, ends), giveBack(node)]),
        when(i32.load(node, NODE.kind), walkNumber(walk), walkText(walk, parts)),
        ends.set(i32.add(ends, 4)),
        i32.store(ends, at),
        place.set(at),
        node.set(i32.load(node, NODE.child)),
        branch(nextValue),
      ]),
      giveBack(0),
    ];
  });
}

/** Leaves `node` at the first sibling that stands here, and `at` behind it. */
function findNode({ node, place, at, length }: Walk, { restMatches }: WalkShapeParts): Statement[] {
  const mask = v128.load(i32.load(node, NODE.mask));
  const differs = v128.anyTrue(v128.and(v128.xor(v128.load(place), v128.load(node)), mask));
  return [
    block((fits) => [
      loop((nextNode) => [
        when(i32.eqz(node), [giveBack(0)]),
        block((other) => [
          branchIf(other, differs),
          length.set(i32.load(node, NODE.length)),
          when(i32.gtU(length, 16), [branchIf(other, i32.eqz(restMatches.call(node, place)))]),
          at.set(i32.add(place, length)),
          // Behind the same literal may stand a text or a bracket too.
          branchIf(fits, i32.ne(i32.load(node, NODE.kind), KIND_NUMBER)),
          branchIf(fits, i32.ltU(i32.sub(i32.load8(at), ZERO), 10)),
        ]),
        node.set(i32.load(node, NODE.sibling)),
        branch(nextNode),
      ]),
    ]),
  ];
}

interface Walk {
  readonly node: Local<'i32'>;
  /** Where the literal begins; where it ends, then where its value does. */
  readonly place: Local<'i32'>;
  readonly at: Local<'i32'>;
  readonly length: Local<'i32'>;
  readonly part: Local<'v128'>;
  readonly found: Local<'i32'>;
  /** All texts together; not 0 when one has a backslash. */
  readonly bytes: Local<'v128'>;
  readonly backslash: Local<'i32'>;
  readonly constants: readonly Local<'v128'>[];
}

function makeWalk(locals: Locals): Walk {
  const [node, place, at, length, found, backslash] = Array.from({ length: 6 }, () => locals.i32()) as Six;
  const constants = Array.from({ length: 5 }, () => locals.v128());
  return { node, place, at, length, found, backslash, part: locals.v128(), bytes: locals.v128(), constants };
}

type One = Local<'i32'>;
type Six = [One, One, One, One, One, One];

function walkText(
  { at, part, found, bytes, backslash, constants }: Walk,
  { checkEscape }: WalkShapeParts,
): Statement[] {
  const [quote, slash, control] = constants as [Local<'v128'>, Local<'v128'>, Local<'v128'>];
  const isControl = i8x16.eq(i8x16.minU(part, control), part);
  return [
    loop((again) => [
      part.set(v128.load(at)),
      bytes.set(v128.or(bytes, part)),
      found.set(i8x16.bitmask(v128.or(v128.or(i8x16.eq(part, quote), i8x16.eq(part, slash)), isControl))),
      when(i32.eqz(found), [at.set(i32.add(at, 16)), branch(again)]),
      at.set(i32.add(at, i32.ctz(found))),
      when(i32.ne(i32.load8(at), QUOTE), [
        when(i32.ne(i32.load8(at), BACKSLASH), [giveBack(0)]),
        when(i32.eqz(checkEscape.call(i32.add(at, 1))), [giveBack(0)]),
        backslash.set(1),
        // The digits of an escape are plain characters of the text.
        at.set(i32.add(at, 2)),
        branch(again),
      ]),
    ]),
  ];
}

/** Digits alone, no leading zero; there is one. */
function walkNumber({ at, part, found, length, constants }: Walk): Statement[] {
  const zero = constants[3] as Local<'v128'>;
  const nine = constants[4] as Local<'v128'>;
  return [
    length.set(at),
    loop((again) => [
      part.set(i8x16.sub(v128.load(at), zero)),
      found.set(i32.xor(i8x16.bitmask(i8x16.eq(i8x16.minU(part, nine), part)), 0xffff)),
      when(i32.eqz(found), [at.set(i32.add(at, 16)), branch(again)]),
      at.set(i32.add(at, i32.ctz(found))),
    ]),
    when(i32.eq(i32.load8(length), ZERO), [when(i32.gtU(i32.sub(at, length), 1), [giveBack(0)])]),
  ];
}

/** `at` stands behind the newline. */
function finish({ at, bytes, backslash }: Walk, line: Local<'i32'>, ends: Local<'i32'>): Statement[] {
  const isNotAscii = i32.ne(i8x16.bitmask(bytes), 0);
  return [
    when(i32.gtU(i32.sub(at, line), MAX_WALKED_BYTES), [giveBack(0)]),
    i32.store(0, i32.sub(at, 1), HEADER.lineEnd),
    i32.store(0, i32.or(i32.mul(isNotAscii, FLAG_NOT_ASCII), i32.mul(backslash, FLAG_BACKSLASH)), HEADER.flags),
    i32.store(0, i32.add(ends, 4), HEADER.masksEnd),
  ];
}
