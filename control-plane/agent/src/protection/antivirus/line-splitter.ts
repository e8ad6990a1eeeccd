const MOST_LINE_BYTES = 65_536;

/**
 * Lines of a text protocol out of a byte stream. `take` gives the next line without its end, or null when it is not
 * whole yet; `rest` gives bytes that are no lines (a literal, a message). A line too long for any server is `overflow`.
 */
export class LineSplitter {
  #bytes: Buffer = Buffer.alloc(0);
  #overflow = false;

  add(bytes: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#bytes, bytes]);
  }
  get overflow(): boolean {
    return this.#overflow;
  }
  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  take(): string | null {
    const end = this.#bytes.indexOf(10);
    if (end < 0) {
      if (this.#bytes.length > MOST_LINE_BYTES) this.#overflow = true;
      return null;
    }
    const line = this.#bytes.subarray(0, end);
    this.#bytes = this.#bytes.subarray(end + 1);
    return line.toString('latin1').replace(/\r$/, '');
  }

  /** At most `most` bytes of what is there. */
  rest(most: number): Buffer {
    const taken = this.#bytes.subarray(0, most);
    this.#bytes = this.#bytes.subarray(taken.length);
    return taken;
  }
}
