// The kernel with a memory of its own: one for each parser, because a parser's unfinished line lives in it.
import { Buffer } from 'node:buffer';
import { EVE_FIELD_NAMES } from '../../event/eve-fields.ts';
import { assembleKernel } from './kernel/assemble-kernel.ts';
import { BLOCK_CONSTANT_BYTES } from './kernel/read-block.ts';
import {
  BLOCK_CONSTANTS,
  BYTE_CLASSES,
  BYTE_CLOSES_SCALAR,
  BYTE_DIGIT,
  BYTE_HEX,
  BYTE_SHORT_ESCAPE,
  BYTE_SPACE,
  HEADER,
  KEYS,
  MASKS,
  MAX_KEYS,
  MAX_TABLE_TEXT,
  MODE_UNKNOWN,
  NODES_END,
  TYPES,
  WINDOW,
  WINDOW_SLACK,
} from './memory-layout.ts';

const PAGE_BYTES = 65_536;
const FIRST_CAPACITY = 256 * 1024;
const LAST_STAMP = 0x7fffffff;

/** The exported functions; kernel/*.ts tells what they take. All numbers are addresses or counts. */
interface KernelFunctions {
  scanLines(from: number, end: number): number;
  indexFields(line: number, masks: number, masksEnd: number, end: number, stamp: number): number;
  register(table: number, text: number, length: number, number: number, mode: number): number;
  intern(text: number, length: number): number;
  fillRow(line: number, masks: number, masksEnd: number, end: number, row: number): number;
  fillWalked(shape: number, ends: number, row: number): number;
  judgeLine(line: number, masks: number): number;
}

export class WasmKernel {
  readonly run: KernelFunctions;
  readonly #memory: WebAssembly.Memory;
  /** The whole memory; other objects after grow(). */
  bytes: Buffer;
  words: Int32Array;
  /** Address of the bytes of lines, and how many fit. */
  readonly window: number;
  capacity: number;
  #stamp = 0;

  constructor(module: WebAssembly.Module, maxLineBytes: number, window: number = WINDOW) {
    this.window = window;
    this.capacity = FIRST_CAPACITY;
    this.#memory = new WebAssembly.Memory({ initial: this.#pagesFor(FIRST_CAPACITY) });
    this.run = new WebAssembly.Instance(module, { env: { memory: this.#memory } })
      .exports as unknown as KernelFunctions;
    this.bytes = Buffer.from(this.#memory.buffer);
    this.words = new Int32Array(this.#memory.buffer);
    this.#writeTables();
    this.words[HEADER.maxLineBytes >> 2] = maxLineBytes;
    this.words[HEADER.untypedMode >> 2] = MODE_UNKNOWN;
    // Full: the first scan begins with room for shapes.
    this.words[HEADER.nodesTop >> 2] = NODES_END;
  }

  grow(capacity: number): void {
    this.#memory.grow(this.#pagesFor(capacity) - this.#memory.buffer.byteLength / PAGE_BYTES);
    this.bytes = Buffer.from(this.#memory.buffer);
    this.words = new Int32Array(this.#memory.buffer);
    this.capacity = capacity;
  }

  /** For the slots, which all readers of this kernel's lines share. */
  nextStamp(): number {
    this.#stamp = this.#stamp === LAST_STAMP ? 1 : this.#stamp + 1;
    return this.#stamp;
  }

  /** `text` is ASCII of at most MAX_TABLE_TEXT bytes. */
  registerType(text: string, number: number, mode: number): void {
    this.#register(TYPES, text, number, mode);
  }

  /** In a table of column names; `members` is the table of an object's names, 0 without one. */
  registerColumn(table: number, name: string, number: number, members: number): void {
    this.#register(table, name, number - 1, members);
  }

  #pagesFor(capacity: number): number {
    return Math.ceil((this.window + capacity + WINDOW_SLACK) / PAGE_BYTES);
  }

  #register(table: number, text: string, number: number, mode: number): void {
    const scratch = this.window + this.capacity + WINDOW_SLACK / 2;
    this.bytes.write(text, scratch, 'latin1');
    this.run.register(table, scratch, text.length, number, mode);
  }

  #writeTables(): void {
    for (let length = 0; length <= MAX_TABLE_TEXT; length += 1) {
      this.bytes.fill(0xff, MASKS + length * 16, MASKS + length * 16 + length);
    }
    this.bytes.set(BLOCK_CONSTANT_BYTES, BLOCK_CONSTANTS);
    const classes: [string, number][] = [
      ['"\\/bfnrt', BYTE_SHORT_ESCAPE],
      ['0123456789abcdefABCDEF', BYTE_HEX],
      ['0123456789', BYTE_DIGIT],
      [',}]', BYTE_CLOSES_SCALAR],
      [' \t\r', BYTE_SPACE],
    ];
    for (const [members, bit] of classes) {
      for (const member of members) {
        const at = BYTE_CLASSES + member.charCodeAt(0);
        this.bytes[at] = (this.bytes[at] as number) | bit;
      }
    }
    EVE_FIELD_NAMES.slice(0, MAX_KEYS).forEach((name, number) => {
      if (name.length <= MAX_TABLE_TEXT) this.#register(KEYS, name, number, 0);
    });
  }
}

let compiled: WebAssembly.Module | null | undefined;

/** Assembled and compiled once in a process; null where WebAssembly SIMD is not to be had. */
export function kernelModule(): WebAssembly.Module | null {
  if (compiled === undefined) compiled = compile();
  return compiled;
}

function compile(): WebAssembly.Module | null {
  if (typeof WebAssembly === 'undefined') return null;
  const bytes = assembleKernel();
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : null;
}
