// Captures taken on the sending machine show packets before the network card finished them: checksums that hold only
// the pseudo-header's sum or nothing, and no total length where segments are joined. On the wire they were right, and
// an engine that checks them would not look at the packet. Filled in here; other bytes are never touched.
import { onesSum, placeOfIp } from './read-frame.ts';

export interface Completion {
  /** The frame itself when nothing was to do, else a copy. */
  readonly frame: Uint8Array;
  /** Has a checksum that could be judged. */
  readonly judged: boolean;
  /** Wrong in a way that no network card explains: damage, anonymised addresses, or meant so. */
  readonly wrong: boolean;
}

/** `all`: also those wrong for another reason, for captures whose addresses were rewritten as a whole. */
export function completeChecksums(original: Uint8Array, all: boolean): Completion {
  const view = viewOf(original);
  const place = placeOfIp(view);
  if (place === null) return { frame: original, judged: false, wrong: false };
  const copy = Uint8Array.from(original);
  const editor = new Editor(viewOf(copy), all);
  const complete = place.family === 4 ? editor.ipv4(place.at) : editor.ipv6(place.at);
  return { frame: editor.changed ? copy : original, judged: complete, wrong: editor.wrong };
}

class Editor {
  changed = false;
  wrong = false;
  readonly #view: DataView;
  readonly #all: boolean;

  constructor(view: DataView, all: boolean) {
    this.#view = view;
    this.#all = all;
  }

  ipv4(at: number): boolean {
    const view = this.#view;
    const room = view.byteLength - at;
    const headerLength = room < 20 ? 0 : (view.getUint8(at) & 15) * 4;
    if (headerLength < 20 || headerLength > room) return false;
    if (view.getUint16(at + 2) === 0 && room <= 65_535) this.#write(at + 2, room);
    const end = at + view.getUint16(at + 2);
    if (end > view.byteLength || end < at + headerLength) return false;
    if (onesSum(view, at, headerLength) !== 0xffff && this.#mayMend(view.getUint16(at + 10) === 0)) {
      this.#write(at + 10, 0);
      this.#write(at + 10, ~onesSum(view, at, headerLength) & 0xffff);
    }
    if ((view.getUint16(at + 6) & 0x3fff) === 0)
      this.#transport(at + 12, 8, view.getUint8(at + 9), at + headerLength, end);
    return true;
  }

  ipv6(at: number): boolean {
    const view = this.#view;
    const end = view.byteLength - at < 40 ? 0 : at + 40 + view.getUint16(at + 4);
    if (end > view.byteLength || end <= at + 40) return false;
    this.#transport(at + 8, 32, view.getUint8(at + 6), at + 40, end);
    return true;
  }

  #transport(addresses: number, addressBytes: number, protocol: number, at: number, end: number): void {
    const view = this.#view;
    const field = protocol === 6 ? at + 16 : at + 6;
    const isLong = (protocol === 6 && end - at >= 20) || (protocol === 17 && end - at >= 8);
    if (!isLong || (protocol === 17 && view.getUint16(field) === 0)) return;
    const pseudo = fold(onesSum(view, addresses, addressBytes) + protocol + (end - at));
    if (fold(pseudo + onesSum(view, at, end - at)) === 0xffff || !this.#mayMend(view.getUint16(field) === pseudo))
      return;
    this.#write(field, 0);
    const sum = ~fold(pseudo + onesSum(view, at, end - at)) & 0xffff;
    this.#write(field, sum === 0 && protocol === 17 ? 0xffff : sum);
  }

  #mayMend(isCards: boolean): boolean {
    this.wrong ||= !isCards;
    return isCards || this.#all;
  }

  #write(at: number, value: number): void {
    this.#view.setUint16(at, value);
    this.changed = true;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function fold(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return folded;
}
