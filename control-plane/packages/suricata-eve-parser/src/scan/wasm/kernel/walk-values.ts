// Over values of lines that are judged already: compact, valid JSON, no key escaped. Nothing is checked again.
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i8x16, i32, v128 } from '../assembler/instructions.ts';
import type { FunctionRef, ModuleBuilder } from '../assembler/module-builder.ts';

const code = (character: string): number => character.charCodeAt(0);
const splat = (character: string) => i8x16.splat(code(character));

/** (address of an opening quote) → address behind the closing one. */
export function defineSkipText(module: ModuleBuilder): FunctionRef {
  return module.define('skipText', 1, (locals, [at]) => {
    const next = at as Local<'i32'>;
    const bytes = locals.v128();
    const found = locals.i32();
    return [
      next.set(i32.add(next, 1)),
      loop((again) => [
        bytes.set(v128.load(next)),
        found.set(i8x16.bitmask(v128.or(i8x16.eq(bytes, splat('"')), i8x16.eq(bytes, splat('\\'))))),
        when(i32.eqz(found), [next.set(i32.add(next, 16)), branch(again)]),
        next.set(i32.add(next, i32.ctz(found))),
        when(i32.eq(i32.load8(next), code('\\')), [next.set(i32.add(next, 2)), branch(again)]),
      ]),
      giveBack(i32.add(next, 1)),
    ];
  });
}

/** (address of a value's first byte) → address behind it. */
export function defineSkipValue(module: ModuleBuilder, skipText: FunctionRef): FunctionRef {
  return module.define('skipValue', 1, (locals, [at]) => {
    const next = at as Local<'i32'>;
    const byte = locals.i32();
    const depth = locals.i32();
    const isOpen = i32.eq(i32.and(byte, 0xdf), code('['));
    const isClose = i32.eq(i32.and(byte, 0xdf), code(']'));
    return [
      loop((again) => [
        byte.set(i32.load8(next)),
        when(i32.eq(byte, code('"')), [next.set(skipText.call(next)), branchIf(again, depth), giveBack(next)]),
        when(isOpen, [depth.set(i32.add(depth, 1))]),
        when(i32.or(isClose, i32.eq(byte, code(','))), [
          when(i32.eqz(depth), [giveBack(next)]),
          when(isClose, [depth.set(i32.sub(depth, 1)), when(i32.eqz(depth), [giveBack(i32.add(next, 1))])]),
        ]),
        next.set(i32.add(next, 1)),
        branch(again),
      ]),
      giveBack(next),
    ];
  });
}

export interface WalkParts {
  readonly skipText: FunctionRef;
  readonly skipValue: FunctionRef;
  readonly lookUp: FunctionRef;
  readonly storeCell: FunctionRef;
}

/** (address of an object, table of wanted names, row): stores the members that are wanted. */
export function defineWalkMembers(module: ModuleBuilder, parts: WalkParts): FunctionRef {
  return module.define('walkMembers', 3, (locals, params) => {
    const [at, table, row] = params as [Local<'i32'>, Local<'i32'>, Local<'i32'>];
    const colon = locals.i32();
    const end = locals.i32();
    const length = locals.i32();
    const unused = locals.i32();
    return [
      when(i32.ne(i32.load8(at), code('{')), [giveBack(0)]),
      when(i32.eq(i32.load8(at, 1), code('}')), [giveBack(0)]),
      block((out) => [
        loop((again) => [
          colon.set(parts.skipText.call(i32.add(at, 1))),
          end.set(parts.skipValue.call(i32.add(colon, 1))),
          length.set(i32.sub(i32.sub(colon, at), 3)),
          when(i32.leU(length, 16), [
            unused.set(
              parts.storeCell.call(parts.lookUp.call(table, i32.add(at, 2), length), i32.add(colon, 1), end, row),
            ),
          ]),
          at.set(end),
          branchIf(again, i32.eq(i32.load8(end), code(','))),
          branch(out),
        ]),
      ]),
      giveBack(0),
    ];
  });
}
