// The fields of a line that the kernel judged: their separators are in its memory. Known keys are looked up in one go
// when the first of them is asked for; any other name is compared with each key of the line.
import { Buffer } from 'node:buffer';
import { decodeValue } from '../../decode-value.ts';
import { EVE_FIELD_NAMES } from '../../event/eve-fields.ts';
import { FieldTable } from '../js/field-table.ts';
import type { LineFields } from '../line-scanner.ts';
import {
  FLAG_BACKSLASH,
  FLAG_NOT_ASCII,
  HEADER,
  MAX_KEYS,
  MAX_TABLE_TEXT,
  NO_SHAPE,
  RECORD,
  SEPARATORS,
  SHAPE_FIELD_BYTES,
  SHAPE_FIELDS,
  SLOT_BYTES,
  SLOTS,
  SPARE_MASKS,
} from './memory-layout.ts';
import type { WasmKernel } from './wasm-kernel.ts';

const QUOTE = 0x22;
const isInTable = EVE_FIELD_NAMES.map((name, id) => id < MAX_KEYS && name.length <= MAX_TABLE_TEXT);
/** A text cut from a longer one keeps that alive in V8, so the longer one is not the whole line. */
const HEAD_BYTES = 256;

export class WasmLineFields implements LineFields {
  readonly #kernel: WasmKernel;
  #words: Int32Array;
  bytes: Buffer;
  start = 0;
  end = 0;
  isAscii = false;
  hasBackslash = false;
  valueStart = 0;
  valueEnd = 0;
  #masks = 0;
  #masksEnd = 0;
  /** Index of the first word of its shape's fields; 0 when the line has masks instead of ends. */
  #shape = 0;
  /** How many bytes the separators of the fields take; known when indexed. */
  #size = 0;
  #stamp = 0;
  #indexed = false;
  /** The begin of the line decoded in one go, cut up by text(); its end is 0 as long as nobody asked. */
  #head = '';
  #headEnd = 0;

  constructor(kernel: WasmKernel) {
    this.#kernel = kernel;
    this.#words = kernel.words;
    this.bytes = kernel.bytes;
  }

  /** `at` is the index of a record's first word. */
  load(at: number): void {
    const { words } = this.#kernel;
    this.#words = words;
    this.bytes = this.#kernel.bytes;
    this.start = words[at + (RECORD.start >> 2)] as number;
    this.end = words[at + (RECORD.end >> 2)] as number;
    const flags = words[at + (RECORD.flags >> 2)] as number;
    this.isAscii = (flags & FLAG_NOT_ASCII) === 0;
    this.hasBackslash = (flags & FLAG_BACKSLASH) !== 0;
    this.#masks = words[at + (RECORD.masks >> 2)] as number;
    this.#masksEnd = words[at + (RECORD.masksEnd >> 2)] as number;
    const shape = words[at + (RECORD.shape >> 2)] as number;
    this.#shape = shape === NO_SHAPE ? 0 : (SHAPE_FIELDS + shape * SHAPE_FIELD_BYTES) >> 2;
    this.#indexed = false;
    this.#headEnd = 0;
  }

  text(start: number, end: number): string {
    if (!this.isAscii) return this.bytes.toString('utf8', start, end);
    if (end - this.start > HEAD_BYTES) return this.bytes.toString('latin1', start, end);
    if (this.#headEnd === 0) this.#decodeHead();
    return this.#head.substring(start - this.start, end - this.start);
  }

  #decodeHead(): void {
    this.#headEnd = Math.min(this.end, this.start + HEAD_BYTES);
    this.#head = this.bytes.toString('latin1', this.start, this.#headEnd);
  }

  find(name: string, id: number): boolean {
    if (isInTable[id] !== true) return this.#search(name);
    const words = this.#words;
    if (this.#shape !== 0) return this.#findByShape(words[this.#shape + id] as number);
    if (!this.#indexed) this.#index();
    const slot = (SLOTS + id * SLOT_BYTES) >> 2;
    if (words[slot] !== this.#stamp) return false;
    this.valueStart = words[slot + 1] as number;
    this.valueEnd = words[slot + 2] as number;
    return true;
  }

  /** `field`: see SHAPE_FIELDS. */
  #findByShape(field: number): boolean {
    if (field === 0) return false;
    const words = this.#words;
    const ends = this.#masks >> 2;
    this.valueStart = (words[ends + (field & 0xff)] as number) + ((field >> 8) & 0xff);
    this.valueEnd = (words[ends + ((field >> 16) & 0xff)] as number) + (field >>> 24);
    return true;
  }

  /** As find() and decodeValue(); short plain texts of the head, which most reads are for, on the shortest way. */
  read(name: string, id: number): unknown {
    if (!this.find(name, id)) return undefined;
    const { valueStart, valueEnd, start } = this;
    if (this.bytes[valueStart] !== QUOTE || this.hasBackslash || !this.isAscii || valueEnd - start > HEAD_BYTES) {
      return decodeValue(this);
    }
    if (this.#headEnd === 0) this.#decodeHead();
    return this.#head.substring(valueStart + 1 - start, valueEnd - 1 - start);
  }

  keep(): LineFields {
    if (!this.#indexed) this.#index();
    const words = this.#words;
    const { start } = this;
    const bytes = Buffer.from(this.bytes.subarray(start, this.end));
    const kept = new FieldTable(bytes, this.#size >> 3);
    kept.end = bytes.length;
    kept.plainKeys = this.isAscii;
    kept.isAscii = this.isAscii;
    kept.hasBackslash = this.hasBackslash;
    let before = 0;
    for (let at = SEPARATORS >> 2; at < (SEPARATORS + this.#size) >> 2; at += 2) {
      const colon = (words[at] as number) - start;
      const end = (words[at + 1] as number) - start;
      kept.add(before + 2, colon - 1, colon + 1, end);
      before = end;
    }
    return kept;
  }

  #index(): void {
    if (this.#shape !== 0) this.#makeMasks();
    this.#stamp = this.#kernel.nextStamp();
    this.#size = this.#kernel.run.indexFields(this.start, this.#masks, this.#masksEnd, this.end, this.#stamp);
    this.#indexed = true;
  }

  /** Of a line that was walked. */
  #makeMasks(): void {
    const words = this.#words;
    this.#shape = 0;
    this.#masks = SPARE_MASKS;
    this.#kernel.run.judgeLine(this.start, this.#masks);
    this.#masksEnd = words[HEADER.masksEnd >> 2] as number;
  }

  /** The last field of that name, as in JSON.parse. No key has an escape: the kernel leaves such lines to JavaScript. */
  #search(name: string): boolean {
    if (!this.#indexed) this.#index();
    const words = this.#words;
    const first = SEPARATORS >> 2;
    for (let at = first + (this.#size >> 2) - 2; at >= first; at -= 2) {
      const colon = words[at] as number;
      const before = at === first ? this.start : (words[at - 1] as number);
      if (this.#keyIs(name, before + 2, colon - 1)) {
        this.valueStart = colon + 1;
        this.valueEnd = words[at + 1] as number;
        return true;
      }
    }
    return false;
  }

  #keyIs(name: string, start: number, end: number): boolean {
    if (!this.isAscii) return this.bytes.toString('utf8', start, end) === name;
    if (end - start !== name.length) return false;
    for (let index = 0; index < name.length; index += 1) {
      if (this.bytes[start + index] !== name.charCodeAt(index)) return false;
    }
    return true;
  }
}
