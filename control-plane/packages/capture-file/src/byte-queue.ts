/**
 * Bytes that have come and are not used yet. They are joined only when a whole record is there, so that small chunks
 * cost no repeated copying; what is kept is bounded by the longest record the decoder asks for.
 */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first `count` bytes without taking them, or null when fewer are there. */
  peek(count: number): DataView | null {
    if (this.#length < count) return null;
    const first = this.#chunks[0];
    if (first !== undefined && first.length >= count) return viewOf(first, count);
    const joined = joinChunks(this.#chunks, this.#length);
    this.#chunks = [joined];
    return viewOf(joined, count);
  }

  /** Removes up to `count` bytes; answers how many went. */
  drop(count: number): number {
    let left = Math.min(count, this.#length);
    const gone = left;
    this.#length -= gone;
    let whole = 0;
    for (const chunk of this.#chunks) {
      if (chunk.length > left) break;
      left -= chunk.length;
      whole += 1;
    }
    this.#chunks.splice(0, whole);
    const first = this.#chunks[0];
    if (left > 0 && first !== undefined) this.#chunks[0] = first.subarray(left);
    return gone;
  }
}

function viewOf(bytes: Uint8Array, count: number): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, count);
}

function joinChunks(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/** A copy, so that a packet outlives the chunk it came in. */
export function copyBytes(view: DataView, offset: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, length).slice();
}
