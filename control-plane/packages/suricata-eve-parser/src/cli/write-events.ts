// Events that match, as text on a descriptor. Gathered to large writes; the write blocks when nobody reads, so nothing
// piles up.
import { Buffer } from 'node:buffer';
import { writeSync } from 'node:fs';
import { EventView } from '../decode-event.ts';
import type { EveEvent } from '../event/eve-event.ts';
import type { Command } from './read-arguments.ts';

const GATHER_BYTES = 64 * 1024;
const COLUMN_WIDTH = 24;

export class EventWriter {
  readonly #command: Command;
  readonly #fd: number;
  #gathered = Buffer.allocUnsafe(GATHER_BYTES * 2);
  #fill = 0;

  constructor(command: Command, fd: number) {
    this.#command = command;
    this.#fd = fd;
    if (command.form === 'table') this.#line(row(command.fields?.map((path) => path.join('.')) ?? []));
  }

  take(event: EveEvent): void {
    for (const { path, value } of this.#command.where) if (textOf(valueAt(event, path)) !== value) return;
    const { fields, form } = this.#command;
    if (fields === null) {
      const line = EventView.fieldsOf(event);
      this.#bytes(line.bytes, line.start, line.end);
    } else if (form === 'table') this.#line(row(fields.map((path) => textOf(valueAt(event, path)))));
    else this.#line(JSON.stringify(Object.fromEntries(fields.map((path) => [path.join('.'), valueAt(event, path)]))));
  }

  flush(): void {
    for (let at = 0; at < this.#fill; ) at += writeSync(this.#fd, this.#gathered, at, this.#fill - at);
    this.#fill = 0;
  }

  #line(text: string): void {
    const bytes = Buffer.from(text);
    this.#bytes(bytes, 0, bytes.length);
  }

  #bytes(bytes: Buffer, start: number, end: number): void {
    const needed = end - start + 1;
    if (this.#fill + needed > this.#gathered.length) this.flush();
    if (needed > this.#gathered.length) this.#gathered = Buffer.allocUnsafe(needed * 2);
    bytes.copy(this.#gathered, this.#fill, start, end);
    this.#gathered[this.#fill + needed - 1] = 0x0a;
    this.#fill += needed;
    if (this.#fill >= GATHER_BYTES) this.flush();
  }
}

function valueAt(event: EveEvent, path: readonly string[]): unknown {
  let value: unknown = Reflect.get(event, path[0] as string);
  for (const name of path.slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A terminal shows what it is sent: control characters of the log's texts do not get there. */
function row(cells: readonly string[]): string {
  const plain = cells.map((cell) => cell.replaceAll(/\p{Cc}/gu, '·'));
  return plain.map((cell, at) => (at === plain.length - 1 ? cell : cell.padEnd(COLUMN_WIDTH))).join(' ');
}
