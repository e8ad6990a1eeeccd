// Typed WebAssembly expressions. An expression knows the type it leaves on the stack and how to write itself; the type
// parameter makes TypeScript refuse what the WebAssembly validator would refuse later.

export type ValueType = 'i32' | 'i64' | 'f64' | 'v128';

/** One branch target; its identity is all there is to it. */
export class Label {
  declare readonly brand: 'label';
}

/** Bytes of one function's body while it is written; `labels` are the open blocks, innermost last. */
export interface CodeSink {
  readonly bytes: number[];
  readonly labels: Label[];
}

export interface Expression<T extends ValueType | 'none'> {
  readonly type: T;
  emit(sink: CodeSink): void;
}

export type Statement = Expression<'none'>;
/** Plain numbers stand for constants. */
export type I32 = Expression<'i32'> | number;
export type I64 = Expression<'i64'> | bigint;
export type F64 = Expression<'f64'>;
export type V128 = Expression<'v128'>;
export type Operand = I32 | I64 | F64 | V128;

export function emitOperand(operand: Operand, sink: CodeSink): void {
  if (typeof operand === 'number') emitI32(operand | 0, sink.bytes);
  else if (typeof operand === 'bigint') sink.bytes.push(0x42, ...signedLeb(BigInt.asIntN(64, operand)));
  else operand.emit(sink);
}

/** Operands in order, then the instruction. */
export function instruction<T extends ValueType | 'none'>(
  type: T,
  code: readonly number[],
  operands: readonly Operand[],
): Expression<T> {
  return {
    type,
    emit(sink) {
      for (const operand of operands) emitOperand(operand, sink);
      for (const byte of code) sink.bytes.push(byte);
    },
  };
}

export function unsignedLeb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return bytes;
}

function emitI32(value: number, bytes: number[]): void {
  bytes.push(0x41);
  let rest = value;
  for (; rest < -0x40 || rest > 0x3f; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest & 0x7f);
}

export function signedLeb(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    if ((rest === 0n && (low & 0x40) === 0) || (rest === -1n && (low & 0x40) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 0x80);
  }
}
