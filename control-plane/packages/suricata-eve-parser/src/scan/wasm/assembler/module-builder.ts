// Functions → the bytes of a WebAssembly module that imports one memory (`env.memory`) and exports its functions.

import type { Statement } from './expression.ts';
import {
  type CodeSink,
  type Expression,
  emitOperand,
  type Operand,
  unsignedLeb,
  type ValueType,
} from './expression.ts';
import { Local } from './function-body.ts';

const TYPE_CODE: Record<ValueType, number> = { i32: 0x7f, i64: 0x7e, f64: 0x7c, v128: 0x7b };

/** Makes locals; a new one is zero when the function is entered. */
export class Locals {
  readonly types: ValueType[];

  constructor(params: readonly ValueType[]) {
    this.types = [...params];
  }

  make<T extends ValueType>(type: T): Local<T> {
    this.types.push(type);
    return new Local(type, this.types.length - 1);
  }

  i32(): Local<'i32'> {
    return this.make('i32');
  }

  i64(): Local<'i64'> {
    return this.make('i64');
  }

  v128(): Local<'v128'> {
    return this.make('v128');
  }
}

/** Every function of the kernel takes i32 and gives one i32. */
export interface FunctionRef {
  call(...args: Operand[]): Expression<'i32'>;
}

export class ModuleBuilder {
  readonly #functions: { name: string; params: number; locals: ValueType[]; code: number[] }[] = [];

  define(
    name: string,
    params: number,
    body: (locals: Locals, params: Local<'i32'>[]) => readonly Statement[],
  ): FunctionRef {
    const types = Array.from({ length: params }, () => 'i32' as const);
    const locals = new Locals(types);
    const sink: CodeSink = { bytes: [], labels: [] };
    const statements = body(
      locals,
      types.map((type, index) => new Local(type, index)),
    );
    for (const statement of statements) statement.emit(sink);
    const index = this.#functions.length;
    this.#functions.push({ name, params, locals: locals.types.slice(params), code: sink.bytes });
    return {
      call: (...args) => ({
        type: 'i32',
        emit(out) {
          for (const arg of args) emitOperand(arg, out);
          out.bytes.push(0x10, ...unsignedLeb(index));
        },
      }),
    };
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const functions = this.#functions;
    const arities = [...new Set(functions.map(({ params }) => params))];
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(
        1,
        arities.map((params) => [0x60, ...vector(Array(params).fill([TYPE_CODE.i32])), 1, TYPE_CODE.i32]),
      ),
      ...section(2, [[...text('env'), ...text('memory'), 0x02, 0x00, 1]]),
      ...section(
        3,
        functions.map(({ params }) => unsignedLeb(arities.indexOf(params))),
      ),
      ...section(
        7,
        functions.map(({ name }, index) => [...text(name), 0x00, ...unsignedLeb(index)]),
      ),
      ...section(
        10,
        functions.map(({ locals, code }) => sized([...vector(locals.map(declare)), ...code, 0x0b])),
      ),
    ]);
  }
}

const declare = (type: ValueType): number[] => [1, TYPE_CODE[type]];
const vector = (items: readonly (readonly number[])[]): number[] => [...unsignedLeb(items.length), ...items.flat()];
const sized = (bytes: readonly number[]): number[] => [...unsignedLeb(bytes.length), ...bytes];
const text = (value: string): number[] => sized([...Buffer.from(value)]);
const section = (id: number, items: readonly (readonly number[])[]): number[] => [id, ...sized(vector(items))];
