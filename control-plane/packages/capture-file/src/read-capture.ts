import { closeSync, openSync, readSync } from 'node:fs';
import { CaptureDecoder } from './capture-decoder.ts';
import { type CaptureError, type CaptureResult, failure } from './capture-error.ts';
import type { CapturePacket } from './packet.ts';

const CHUNK_BYTES = 256 * 1024;

export interface OpenCapture {
  readonly format: NonNullable<CaptureDecoder['format']>;
  /** The packets in the order of the file; may be gone through once. Ends at damage or a read error. */
  packets(): Generator<CapturePacket, void, undefined>;
  /** After the last packet: the file was cut or damaged inside a record. */
  readonly truncated: boolean;
  /** After the last packet: what ended the reading early, if it was damage. */
  readonly problem: CaptureError | null;
  close(): void;
}

/**
 * Opens a capture and reads its header. Reading is synchronous, 256 KiB at a time, for programs of their own; who has
 * other work in the same thread feeds a `CaptureDecoder` from a stream. Errors: CPF_UNREADABLE, CPF_EMPTY,
 * CPF_MAGIC_UNKNOWN, CPF_VERSION_UNKNOWN, CPF_HEADER_CUT, CPF_RECORD_BAD (a first section that cannot be read).
 */
export function openCapture(path: string): CaptureResult<OpenCapture> {
  let descriptor: number;
  try {
    descriptor = openSync(path, 'r');
  } catch {
    return failure('CPF_UNREADABLE', `The capture ${path} cannot be opened.`);
  }
  const source = new FileSource(descriptor);
  const first = source.fill();
  const { format } = source.decoder;
  if (format !== null) return { ok: true, value: capture(source, format, first) };
  source.close();
  return { ok: false, error: source.decoder.problem ?? { code: 'CPF_UNREADABLE', message: `${path} cannot be read.` } };
}

function capture(source: FileSource, format: OpenCapture['format'], first: CapturePacket[]): OpenCapture {
  return {
    format,
    *packets() {
      yield* first.splice(0);
      while (!source.done) yield* source.fill();
    },
    get truncated() {
      return source.decoder.truncated;
    },
    get problem() {
      return source.decoder.problem;
    },
    close: () => source.close(),
  };
}

class FileSource {
  readonly decoder = new CaptureDecoder();
  done = false;
  #descriptor: number | null;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** Packets of the next chunk, from the first one with the header in it; a failing disk reads like a cut file. */
  fill(): CapturePacket[] {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const count = this.#read(chunk);
    const packets = count === 0 ? [] : this.decoder.write(chunk.subarray(0, count));
    if (count === 0 || this.decoder.problem !== null) {
      this.done = true;
      this.decoder.end();
    }
    return packets.length === 0 && !this.done && this.decoder.format === null ? this.fill() : packets;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
    this.done = true;
  }

  #read(chunk: Uint8Array): number {
    try {
      return this.#descriptor === null ? 0 : readSync(this.#descriptor, chunk);
    } catch {
      return 0; // a folder, or a disk that fails: the decoder then says what is missing
    }
  }
}
