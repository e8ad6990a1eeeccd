/** Attributes of a received message, read where they lie. Nothing here outlives the buffer it was read from. */
import { forEachAttribute } from './message.ts';

export class Attributes {
  readonly #view: DataView;
  readonly #places = new Map<number, { readonly offset: number; readonly length: number }>();

  constructor(view: DataView, start: number, end: number) {
    this.#view = view;
    forEachAttribute(view, start, end, (type, offset, length) => {
      this.#places.set(type, { offset, length });
    });
  }

  static of(bytes: Uint8Array): Attributes {
    return new Attributes(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length);
  }

  has(type: number): boolean {
    return this.#places.has(type);
  }

  u8(type: number): number | undefined {
    const place = this.#places.get(type);
    return place === undefined || place.length < 1 ? undefined : this.#view.getUint8(place.offset);
  }

  u16(type: number): number | undefined {
    const place = this.#places.get(type);
    return place === undefined || place.length < 2 ? undefined : this.#view.getUint16(place.offset, false);
  }

  u32(type: number): number | undefined {
    const place = this.#places.get(type);
    return place === undefined || place.length < 4 ? undefined : this.#view.getUint32(place.offset, false);
  }

  u64(type: number): number | undefined {
    const place = this.#places.get(type);
    return place === undefined || place.length < 8 ? undefined : Number(this.#view.getBigUint64(place.offset, false));
  }

  text(type: number): string | undefined {
    const bytes = this.bytes(type);
    if (bytes === undefined) return undefined;
    const end = bytes.indexOf(0);
    return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
  }

  /** A copy. */
  bytes(type: number): Uint8Array | undefined {
    const place = this.#places.get(type);
    if (place === undefined) return undefined;
    const from = this.#view.byteOffset + place.offset;
    return new Uint8Array(this.#view.buffer.slice(from, from + place.length) as ArrayBuffer);
  }

  nested(type: number): Attributes | undefined {
    const place = this.#places.get(type);
    return place === undefined ? undefined : new Attributes(this.#view, place.offset, place.offset + place.length);
  }

  /** The entries of a list of names. */
  texts(type: number): string[] {
    const place = this.#places.get(type);
    const names: string[] = [];
    if (place === undefined) return names;
    forEachAttribute(this.#view, place.offset, place.offset + place.length, (_entry, offset, length) => {
      const bytes = new Uint8Array(this.#view.buffer, this.#view.byteOffset + offset, length);
      const end = bytes.indexOf(0);
      names.push(Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8'));
    });
    return names;
  }

  /** The entries of a list attribute, in order. */
  list(type: number): Attributes[] {
    const place = this.#places.get(type);
    const entries: Attributes[] = [];
    if (place === undefined) return entries;
    forEachAttribute(this.#view, place.offset, place.offset + place.length, (_entry, offset, length) => {
      entries.push(new Attributes(this.#view, offset, offset + length));
    });
    return entries;
  }
}
