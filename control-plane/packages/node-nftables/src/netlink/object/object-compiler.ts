import type { Family } from '../../object/table.ts';
import type { Batch } from '../batch.ts';
import type { MessageWriter } from '../message-writer.ts';

/** One object of a document on its way into the batch: who it is, and why it cannot be built. */
export class ObjectCompiler {
  readonly batch: Batch;
  readonly family: Family;
  readonly table: string;
  readonly name: string;
  readonly kind: string;
  refusal: string | undefined;

  constructor(
    batch: Batch,
    kind: string,
    at: { readonly family: Family; readonly table: string; readonly name: string },
  ) {
    this.batch = batch;
    this.kind = kind;
    this.family = at.family;
    this.table = at.table;
    this.name = at.name;
  }

  /** For errors: `chain forward of bridge utm`. */
  get what(): string {
    return this.kind === 'table'
      ? `table ${this.family} ${this.name}`
      : `${this.kind} ${this.name} of ${this.family} ${this.table}`;
  }

  message(type: number, flags: number, write: (writer: MessageWriter) => void): void {
    this.batch.add(type, flags, this.family, { what: this.what }, write);
  }

  refuse(reason: string): undefined {
    this.refusal ??= reason.slice(0, 300);
    return undefined;
  }
}
