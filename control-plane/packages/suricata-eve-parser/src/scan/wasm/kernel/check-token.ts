// The tokens that are rare enough to be looked at one by one: escapes, words, and numbers that are not digits alone.
import type { I32, Statement } from '../assembler/expression.ts';
import { block, branch, branchIf, giveBack, type Local, loop, when } from '../assembler/function-body.ts';
import { i32 } from '../assembler/instructions.ts';
import type { FunctionRef, ModuleBuilder } from '../assembler/module-builder.ts';
import {
  BYTE_CLASSES,
  BYTE_CLOSES_SCALAR,
  BYTE_DIGIT,
  BYTE_HEX,
  BYTE_SHORT_ESCAPE,
  BYTE_SPACE,
} from '../memory-layout.ts';

export const TOKEN_WRONG = 0;
/** White space: not the kernel's to judge. */
export const TOKEN_SPACE = 1;

const code = (character: string): number => character.charCodeAt(0);
const word = (four: string): number => Buffer.from(four).readInt32LE(0);
const byteIs = (at: I32, character: string) => i32.eq(i32.load8(at), code(character));
const classOf = (at: I32, bits: number) => i32.and(i32.load8(i32.load8(at), BYTE_CLASSES), bits);

/** (address of the byte behind a backslash) → 1 when it ends a valid escape or begins the digits of one, else 0. */
export function defineCheckEscape(module: ModuleBuilder): FunctionRef {
  return module.define('checkEscape', 1, (_locals, [at]) => {
    const byte = at as Local<'i32'>;
    const digits = [1, 2, 3, 4].map((offset) => i32.load8(i32.load8(byte, offset), BYTE_CLASSES));
    const all = digits.reduce((a, b) => i32.and(a, b));
    return [
      when(classOf(byte, BYTE_SHORT_ESCAPE), [giveBack(1)]),
      when(byteIs(byte, 'u'), [giveBack(i32.ne(i32.and(all, BYTE_HEX), 0))]),
      giveBack(0),
    ];
  });
}

/**
 * (address of the first byte of a run that is no digit, lowest address of the run) → address behind the token, or
 * TOKEN_WRONG, or TOKEN_SPACE. Digits before that byte belong to the token.
 */
export function defineCheckScalar(module: ModuleBuilder): FunctionRef {
  return module.define('checkScalar', 2, (locals, [given, floor]) => {
    const at = given as Local<'i32'>;
    const end = locals.i32();
    const skipDigits = (): Statement[] => [
      when(i32.eqz(classOf(end, BYTE_DIGIT)), [giveBack(TOKEN_WRONG)]),
      loop((again) => [end.set(i32.add(end, 1)), branchIf(again, classOf(end, BYTE_DIGIT))]),
    ];
    const step = end.set(i32.add(end, 1));
    const number: Statement[] = [
      end.set(at),
      block((out) => [
        loop((again) => [
          branchIf(out, i32.leU(end, floor as Local<'i32'>)),
          branchIf(out, i32.eqz(classOf(i32.sub(end, 1), BYTE_DIGIT))),
          end.set(i32.sub(end, 1)),
          branch(again),
        ]),
      ]),
      when(byteIs(end, '-'), [step]),
      when(byteIs(end, '0'), [step], skipDigits()),
      when(byteIs(end, '.'), [step, ...skipDigits()]),
      when(i32.eq(i32.or(i32.load8(end), 0x20), code('e')), [
        step,
        when(i32.or(byteIs(end, '+'), byteIs(end, '-')), [step]),
        ...skipDigits(),
      ]),
    ];
    const first = locals.i32();
    return [
      when(classOf(at, BYTE_SPACE), [giveBack(TOKEN_SPACE)]),
      first.set(i32.load(at)),
      end.set(0),
      // A digit before a word is found by the block's own rules: the word then does not follow a colon or comma.
      when(i32.or(i32.eq(first, word('true')), i32.eq(first, word('null'))), [end.set(i32.add(at, 4))]),
      when(i32.and(i32.eq(first, word('fals')), byteIs(i32.add(at, 4), 'e')), [end.set(i32.add(at, 5))]),
      when(end, [when(classOf(i32.sub(at, 1), BYTE_DIGIT), [giveBack(TOKEN_WRONG)])], number),
      when(classOf(end, BYTE_CLOSES_SCALAR), [giveBack(end)]),
      when(classOf(end, BYTE_SPACE), [giveBack(TOKEN_SPACE)]),
      giveBack(TOKEN_WRONG),
    ];
  });
}
