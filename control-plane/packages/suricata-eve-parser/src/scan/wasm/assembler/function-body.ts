// Locals and control flow of one function. Labels are objects; branch depths are counted while the code is written, so
// that a block can be put around code without renumbering anything.
import {
  type CodeSink,
  type Expression,
  emitOperand,
  type I32,
  type I64,
  Label,
  type Operand,
  type Statement,
  unsignedLeb,
  type ValueType,
} from './expression.ts';

type OperandOf = { i32: I32; i64: I64; f64: Expression<'f64'>; v128: Expression<'v128'> };

/** Reads as an expression. */
export class Local<T extends ValueType> implements Expression<T> {
  readonly type: T;
  readonly index: number;

  constructor(type: T, index: number) {
    this.type = type;
    this.index = index;
  }

  emit(sink: CodeSink): void {
    sink.bytes.push(0x20, ...unsignedLeb(this.index));
  }

  set(value: OperandOf[T]): Statement {
    return this.#write(0x21, 'none', value);
  }

  #write(code: number, type: 'none', value: Operand): Statement {
    const { index } = this;
    return {
      type,
      emit(sink) {
        emitOperand(value, sink);
        sink.bytes.push(code, ...unsignedLeb(index));
      },
    };
  }
}

const NO_RESULT = 0x40;
const END = 0x0b;

function emitAll(statements: readonly Statement[], sink: CodeSink): void {
  for (const statement of statements) statement.emit(sink);
}

function nested(opening: number, body: (label: Label) => readonly Statement[]): Statement {
  const label = new Label();
  const statements = body(label);
  return {
    type: 'none',
    emit(sink) {
      sink.bytes.push(opening, NO_RESULT);
      sink.labels.push(label);
      emitAll(statements, sink);
      sink.labels.pop();
      sink.bytes.push(END);
    },
  };
}

/** Branching to the label leaves the block. */
export const block = (body: (out: Label) => readonly Statement[]): Statement => nested(0x02, body);
/** Branching to the label begins the loop again; falling out of it ends it. */
export const loop = (body: (again: Label) => readonly Statement[]): Statement => nested(0x03, body);

export function when(condition: I32, then: readonly Statement[], otherwise: readonly Statement[] = []): Statement {
  return {
    type: 'none',
    emit(sink) {
      emitOperand(condition, sink);
      sink.bytes.push(0x04, NO_RESULT);
      sink.labels.push(new Label());
      emitAll(then, sink);
      if (otherwise.length > 0) sink.bytes.push(0x05);
      emitAll(otherwise, sink);
      sink.labels.pop();
      sink.bytes.push(END);
    },
  };
}

export function branch(label: Label): Statement {
  return { type: 'none', emit: (sink) => sink.bytes.push(0x0c, ...unsignedLeb(depthOf(label, sink))) };
}

export function branchIf(label: Label, condition: I32): Statement {
  return {
    type: 'none',
    emit(sink) {
      emitOperand(condition, sink);
      sink.bytes.push(0x0d, ...unsignedLeb(depthOf(label, sink)));
    },
  };
}

export function giveBack(value: Operand): Statement {
  return {
    type: 'none',
    emit(sink) {
      emitOperand(value, sink);
      sink.bytes.push(0x0f);
    },
  };
}

function depthOf(label: Label, sink: CodeSink): number {
  const at = sink.labels.lastIndexOf(label);
  if (at < 0) throw new Error('a branch to a label that is not open');
  return sink.labels.length - 1 - at;
}
