import { ByteQueue } from './byte-queue.ts';
import type { CaptureError } from './capture-error.ts';
import { isPcapMagic, PCAP_HEADER_BYTES, pcapDecoder } from './decode-pcap.ts';
import { isSectionMagic, PcapngDecoder } from './decode-pcapng.ts';
import type { FormatDecoder } from './format-decoder.ts';
import type { CapturePacket } from './packet.ts';

/**
 * Bytes of a capture, in chunks of any size, to packets. Holds at most one record. Damage ends the decoding: the
 * packets before it stand, `problem` says what it was, later bytes are ignored.
 */
export class CaptureDecoder {
  readonly #queue = new ByteQueue();
  #decoder: FormatDecoder | null = null;
  #problem: CaptureError | null = null;
  #ended = false;
  #truncated = false;
  #any = false;

  /** null until the header has come. */
  get format(): FormatDecoder['format'] | null {
    return this.#decoder?.format ?? null;
  }

  /** The file ended, or was damaged, inside a record. Known after `end()`. */
  get truncated(): boolean {
    return this.#truncated;
  }

  get problem(): CaptureError | null {
    return this.#problem;
  }

  /** The packets that this chunk finishes. */
  write(chunk: Uint8Array): CapturePacket[] {
    if (this.#problem !== null || this.#ended) return [];
    this.#any ||= chunk.length > 0;
    this.#queue.push(chunk);
    if (this.#decoder === null) this.#readHeader();
    return this.#decoder === null ? [] : this.#readRecords(this.#decoder);
  }

  /** Says that no more bytes come. Problems of a file without a readable header are found here at the latest. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#problem !== null) {
      this.#truncated = this.#decoder !== null;
    } else if (this.#decoder === null) {
      this.#problem = this.#any
        ? { code: 'CPF_HEADER_CUT', message: 'The file ends inside its header.' }
        : { code: 'CPF_EMPTY', message: 'The file is empty.' };
    } else {
      this.#truncated = this.#queue.length > 0 || !this.#decoder.atRecordEnd;
    }
  }

  #readHeader(): void {
    const magic = this.#queue.peek(4);
    if (magic === null) return;
    if (isSectionMagic(magic)) this.#readSection();
    else if (isPcapMagic(magic)) this.#readClassicHeader();
    else this.#problem = { code: 'CPF_MAGIC_UNKNOWN', message: 'The file is neither pcap nor pcapng.' };
  }

  #readClassicHeader(): void {
    const header = this.#queue.peek(PCAP_HEADER_BYTES);
    if (header === null) return;
    const made = pcapDecoder(header);
    if (!made.ok) {
      this.#problem = made.error;
      return;
    }
    this.#queue.drop(PCAP_HEADER_BYTES);
    this.#decoder = made.value;
  }

  /** A section header that cannot be read is no header: noise that begins like one is refused, not "truncated". */
  #readSection(): void {
    if (this.#queue.peek(16) === null) return;
    const decoder = new PcapngDecoder();
    const first = decoder.step(this.#queue);
    if (first.kind === 'bad') this.#problem = first.error;
    else this.#decoder = decoder;
  }

  #readRecords(decoder: FormatDecoder): CapturePacket[] {
    const packets: CapturePacket[] = [];
    for (;;) {
      const step = decoder.step(this.#queue);
      if (step.kind === 'more') return packets;
      if (step.kind === 'bad') {
        this.#problem = step.error;
        return packets;
      }
      if (step.packet !== undefined) packets.push(step.packet);
    }
  }
}
