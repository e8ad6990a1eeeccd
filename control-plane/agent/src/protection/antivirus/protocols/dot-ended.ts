/**
 * A message that a line with a single dot ends (RFC 5321 §4.1.1.4, RFC 1939 §3), with the dots that were doubled for the
 * way taken out again. It begins at the start of a line.
 */
export class DotEnded {
  #line: number[] = []; // the line's first bytes while they may still be the end
  #atStart = true;

  /** Hands on what belongs to the message; gives how many bytes were used when the end was among them, else null. */
  read(bytes: Uint8Array, onData: (bytes: Uint8Array) => void): number | null {
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      if (!this.#atStart) {
        if (byte === 10) this.#atStart = true;
        continue;
      }
      // At the start of a line: '.', then CR LF or LF ends; anything else after the dot was stuffed.
      if (this.#line.length === 0 && byte !== 46) {
        this.#atStart = byte === 10;
        continue;
      }
      if (this.#line.length === 0) onData(bytes.subarray(from, at));
      this.#line.push(byte);
      from = at + 1;
      if (byte === 10) return this.#end(at + 1);
      if (this.#line.length === 1 || (this.#line.length === 2 && byte === 13)) continue;
      onData(Uint8Array.from(this.#line.slice(1)));
      this.#line = [];
      this.#atStart = false;
    }
    if (this.#line.length === 0) onData(bytes.subarray(from));
    return null;
  }

  #end(used: number): number {
    this.#line = [];
    this.#atStart = true;
    return used;
  }
}
