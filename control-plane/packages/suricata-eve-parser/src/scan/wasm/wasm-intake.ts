// Bytes → lines → events through the kernel. The chunk is copied once, into the kernel's memory behind the unfinished
// line, or was read there in the first place; the kernel judges all whole lines in one call and reports what
// JavaScript has to see.
//
//     window:  | unfinished line | new bytes … newline | begin of the next line |    the last part moves to the front
import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import { EventView } from '../../decode-event.ts';
import type { LineIntake, LineJudge, TypeMode } from '../../judge-line.ts';
import {
  COUNTS,
  HEADER,
  MAX_TABLE_TEXT,
  MAX_TYPES,
  MODE_COUNT,
  MODE_DECODE,
  MODE_SKIP,
  RECORD,
  RECORD_BYTES,
  RECORDS,
  VERDICT_NOT_JSON,
  VERDICT_OBJECT,
  VERDICT_TOO_LONG,
} from './memory-layout.ts';
import type { WasmKernel } from './wasm-kernel.ts';
import { WasmLineFields } from './wasm-line-fields.ts';

/** Larger ones fall out of the processor's second cache before they are judged. */
const READ_BYTES = 128 * 1024;
const NEWLINE = 0x0a;
const MODES: Record<TypeMode, number> = { decode: MODE_DECODE, count: MODE_COUNT, skip: MODE_SKIP };
const PLAIN = /^[ !#-[\]-~]+$/;

/** Who takes lines of known types as rows instead of events. */
export interface RecordSink {
  /** `at` is the index of the record's first word; `offset` the line's in the stream. */
  addRecord(at: number, offset: number): void;
  /** The bytes of all lines so far are about to move or go. */
  flush(): void;
  /** The kernel's memory was replaced by a larger one. */
  followMemory(): void;
}

export class WasmIntake implements LineIntake {
  readonly #kernel: WasmKernel;
  readonly #judge: LineJudge;
  readonly #maxLineBytes: number;
  readonly #rows: RecordSink | null;
  readonly #window: number;
  readonly #fields: WasmLineFields;
  readonly #view: EventView;
  /** By the numbers the kernel knows them by; 0 is a line without type. */
  readonly #typeNames: string[] = [''];
  /** Bytes in the window, all of one line without newline between two calls. */
  #fill = 0;
  /** Bytes of a line that outgrew the limit and is being thrown away; 0 when there is none. */
  #dropped = 0;
  /** Stream offset of the window's first byte, or of the line being thrown away. */
  #offset = 0;

  constructor(kernel: WasmKernel, judge: LineJudge, maxLineBytes: number, rows: RecordSink | null = null) {
    this.#kernel = kernel;
    this.#window = kernel.window;
    this.#rows = rows;
    this.#judge = judge;
    this.#maxLineBytes = maxLineBytes;
    this.#fields = new WasmLineFields(this.#kernel);
    this.#view = new EventView(this.#fields);
  }

  push(chunk: Buffer): void {
    let at = this.#dropped > 0 ? this.#dropUntilNewline(chunk) : 0;
    while (at < chunk.length) {
      const take = Math.min(chunk.length - at, this.#kernel.capacity - this.#fill);
      this.#kernel.bytes.set(take === chunk.length ? chunk : chunk.subarray(at, at + take), this.#window + this.#fill);
      at += take;
      this.#filled(take);
      if (this.#dropped > 0) at += this.#dropUntilNewline(chunk.subarray(at));
    }
  }

  readFrom(fd: number): number {
    const { bytes, capacity } = this.#kernel;
    const count = readSync(fd, bytes, this.#window + this.#fill, Math.min(READ_BYTES, capacity - this.#fill), null);
    if (this.#dropped > 0) this.push(Buffer.from(bytes.subarray(this.#window, this.#window + count)));
    else if (count > 0) this.#filled(count);
    return count;
  }

  /** The next `count` bytes of the stream stand already behind the unfinished line. */
  #filled(count: number): void {
    const begin = this.#window + this.#fill;
    const newline = this.#kernel.bytes.subarray(begin, begin + count).lastIndexOf(NEWLINE);
    this.#fill += count;
    if (newline >= 0) this.#finishLines(begin + newline + 1);
    if (this.#fill > this.#maxLineBytes) {
      this.#dropped = this.#fill;
      this.#fill = 0;
    } else if (this.#fill === this.#kernel.capacity) this.#grow();
  }

  #grow(): void {
    this.#kernel.grow(this.#kernel.capacity * 2);
    this.#rows?.followMemory();
  }

  flush(): void {
    if (this.#dropped > 0) this.#finishDropped(0);
    if (this.#fill === 0) return;
    this.#kernel.bytes[this.#window + this.#fill] = NEWLINE;
    this.#fill += 1;
    this.#finishLines(this.#window + this.#fill);
  }

  #finishLines(end: number): void {
    const { run, bytes } = this.#kernel;
    try {
      for (let from = this.#window; from < end; ) {
        from = run.scanLines(from, end);
        this.#deliver();
        this.#rows?.flush();
      }
    } finally {
      this.#takeCounts();
    }
    const rest = this.#window + this.#fill - end;
    if (rest > 0) bytes.copyWithin(this.#window, end, end + rest);
    this.#fill = rest;
    this.#offset += end - this.#window;
  }

  #deliver(): void {
    const { words } = this.#kernel;
    const end = (RECORDS + (words[HEADER.records >> 2] as number)) >> 2;
    for (let at = RECORDS >> 2; at < end; at += RECORD_BYTES >> 2) {
      const verdict = words[at + (RECORD.verdict >> 2)];
      if (verdict === VERDICT_OBJECT) {
        const type = words[at + (RECORD.type >> 2)] as number;
        if (type < 0) this.#deliverNewType(at);
        else if (this.#rows !== null) this.#rows.addRecord(at, this.#offset + (words[at] as number) - this.#window);
        else {
          this.#fields.load(at);
          this.#judge.deliver(this.#view, this.#typeNames[type] as string);
        }
      } else this.#refuse(verdict, words[at] as number, words[at + 1] as number);
    }
  }

  #refuse(verdict: number | undefined, start: number, end: number): void {
    const offset = this.#offset + start - this.#window;
    if (verdict === VERDICT_NOT_JSON) this.#judge.refuse('EVE_NOT_JSON', offset, end - start);
    else if (verdict === VERDICT_TOO_LONG) this.#judge.refuse('EVE_LINE_TOO_LONG', offset, end - start);
    else this.#judge.onLine(this.#kernel.bytes, start, end, offset);
  }

  /** The first event of a type, and each event whose type is no short plain text. */
  #deliverNewType(at: number): void {
    this.#fields.load(at);
    this.#judge.lineOffset = this.#offset + this.#fields.start - this.#window;
    const type = EventView.typeOf(this.#fields);
    const mode = this.#judge.modeOf(type);
    const number = this.#typeNames.length;
    if (type === '') this.#kernel.words[HEADER.untypedMode >> 2] = MODES[mode];
    else if (number < MAX_TYPES && this.#isPlain(type)) {
      if (!this.#typeNames.includes(type)) {
        this.#typeNames.push(type);
        this.#kernel.registerType(type, number, MODES[mode]);
      }
    }
    if (mode === 'skip') return;
    this.#judge.countType(type, 1);
    if (mode === 'decode') this.#judge.deliver(this.#view, type);
  }

  /** The text of the line is the type itself, so that equal bytes are equal types. */
  #isPlain(type: string): boolean {
    const { valueStart, valueEnd } = this.#fields;
    return type.length <= MAX_TABLE_TEXT && valueEnd - valueStart === type.length + 2 && PLAIN.test(type);
  }

  #takeCounts(): void {
    const { words } = this.#kernel;
    this.#judge.stats.lines += words[HEADER.lines >> 2] as number;
    words[HEADER.lines >> 2] = 0;
    for (let number = 0; number < this.#typeNames.length; number += 1) {
      const count = words[(COUNTS >> 2) + number] as number;
      if (count > 0) this.#judge.countType(this.#typeNames[number] as string, count);
    }
    words.fill(0, COUNTS >> 2, (COUNTS >> 2) + this.#typeNames.length);
  }

  /** Gives how many bytes of the chunk belong to the line being thrown away, its newline included. */
  #dropUntilNewline(chunk: Buffer): number {
    const newline = chunk.indexOf(NEWLINE);
    this.#dropped += newline < 0 ? chunk.length : newline;
    if (newline < 0) return chunk.length;
    this.#finishDropped(1);
    return newline + 1;
  }

  #finishDropped(newlineBytes: number): void {
    const length = this.#dropped;
    this.#dropped = 0;
    const offset = this.#offset;
    this.#offset += length + newlineBytes;
    this.#judge.stats.lines += 1;
    this.#judge.refuse('EVE_LINE_TOO_LONG', offset, length);
  }
}
