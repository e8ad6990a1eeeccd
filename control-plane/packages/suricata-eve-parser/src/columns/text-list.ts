// The texts of the plain engine: the same rules as the kernel's dictionary (memory-layout.ts), by a Map.
import type { Buffer } from 'node:buffer';
import { MAX_TEXT_BYTES, MAX_TEXTS } from '../scan/wasm/memory-layout.ts';
import type { Texts } from './cell-store.ts';
import { NO_ID } from './column-types.ts';

const MAX_ALL_BYTES = 1024 * 1024;
const PLAIN = /^[ -[\]-\x7f]*$/;

export class TextList implements Texts {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  #allBytes = 0;

  idOf(bytes: Buffer, start: number, end: number): number {
    if (end - start > MAX_TEXT_BYTES) return NO_ID;
    const text = bytes.toString('latin1', start, end);
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    if (!PLAIN.test(text) || this.#texts.length >= MAX_TEXTS) return NO_ID;
    if (this.#allBytes + text.length > MAX_ALL_BYTES) return NO_ID;
    this.#allBytes += text.length;
    this.#ids.set(text, this.#texts.length);
    return this.#texts.push(text) - 1;
  }

  textOf(id: number): string {
    return this.#texts[id] as string;
  }
}
