import type { Attributes } from '../attributes.ts';
import type { MessageWriter } from '../message-writer.ts';

export type ObjectBody = Readonly<Record<string, unknown>>;

/** What is particular to one kind of stateful object: the attributes inside its data, both ways. */
export interface StatefulKind {
  /** False when the body does not say enough. */
  write(writer: MessageWriter, body: ObjectBody): boolean;
  read(data: Attributes): object;
}

export function numeric(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
