// The tree of shapes grows: see walk-shape.ts.
import type { Expression, Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i32, v128 } from '../assembler/instructions.ts';
import type { FunctionRef, Locals, ModuleBuilder } from '../assembler/module-builder.ts';
import { HEADER, LITERALS_END, MASKS, MAX_LITERAL, NODE, NODE_BYTES, NODES_END } from '../memory-layout.ts';

/** (parent, literal, its length, what follows) → that child, made when it is new; 0 when there is no room. */
export function defineAddNode(module: ModuleBuilder, restMatches: FunctionRef): FunctionRef {
  return module.define('addNode', 4, (locals, params) => {
    const [parent, text, length, kind] = params as [Local<'i32'>, Local<'i32'>, Local<'i32'>, Local<'i32'>];
    const node = locals.i32();
    const last = locals.i32();
    const mask = i32.add(MASKS, i32.shl(i32.select(length, 16, i32.ltU(length, 16)), 4));
    const head = v128.and(v128.load(text), v128.load(mask));
    return [
      last.set(i32.add(parent, NODE.child)),
      loop((again) => [
        node.set(i32.load(last)),
        when(node, [
          block((other) => [
            branchIf(other, i32.ne(i32.load(node, NODE.length), length)),
            branchIf(other, i32.ne(i32.load(node, NODE.kind), kind)),
            branchIf(other, v128.anyTrue(v128.xor(v128.load(node), head))),
            when(i32.gtU(length, 16), [branchIf(other, i32.eqz(restMatches.call(node, text)))]),
            giveBack(node),
          ]),
          last.set(i32.add(node, NODE.sibling)),
          branch(again),
        ]),
      ]),
      ...makeNode(locals, { text, length, kind, node, last, mask, head }),
    ];
  });
}

interface NewNode {
  readonly text: Local<'i32'>;
  readonly length: Local<'i32'>;
  readonly kind: Local<'i32'>;
  readonly node: Local<'i32'>;
  /** Where the node's address is to be written. */
  readonly last: Local<'i32'>;
  readonly mask: Expression<'i32'>;
  readonly head: Expression<'v128'>;
}

function makeNode(locals: Locals, { text, length, kind, node, last, mask, head }: NewNode): Statement[] {
  const rest = locals.i32();
  const offset = locals.i32();
  return [
    node.set(i32.load(0, HEADER.nodesTop)),
    rest.set(i32.load(0, HEADER.literalsTop)),
    when(i32.gtU(length, MAX_LITERAL), [giveBack(0)]),
    when(i32.geU(node, NODES_END), [giveBack(0)]),
    when(i32.gtU(i32.add(rest, MAX_LITERAL), LITERALS_END), [giveBack(0)]),
    v128.store(node, head),
    i32.store(node, length, NODE.length),
    i32.store(node, mask, NODE.mask),
    i32.store(node, 0, NODE.child),
    i32.store(node, 0, NODE.sibling),
    i32.store(node, rest, NODE.rest),
    i32.store(node, kind, NODE.kind),
    offset.set(16),
    block((out) => [
      loop((again) => [
        branchIf(out, i32.geU(offset, length)),
        v128.store(rest, v128.load(i32.add(text, offset))),
        rest.set(i32.add(rest, 16)),
        offset.set(i32.add(offset, 16)),
        branch(again),
      ]),
    ]),
    i32.store(last, node),
    i32.store(0, i32.add(node, NODE_BYTES), HEADER.nodesTop),
    i32.store(0, rest, HEADER.literalsTop),
    giveBack(node),
  ];
}
