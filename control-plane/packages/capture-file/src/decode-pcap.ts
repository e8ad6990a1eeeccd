// Classic pcap (draft-ietf-opsawg-pcap): 24 bytes of header, then records. Both byte orders, microseconds and
// nanoseconds, and the "modified" form of old Linux tools with eight more bytes a record.
import { type ByteQueue, copyBytes } from './byte-queue.ts';
import { type CaptureResult, failure } from './capture-error.ts';
import { bad, type FormatDecoder, NEED_MORE, type Step } from './format-decoder.ts';
import { MAX_PACKET_BYTES } from './packet.ts';

export const PCAP_HEADER_BYTES = 24;

const KINDS = new Map<number, { format: FormatDecoder['format']; unitNs: bigint; recordBytes: number }>([
  [0xa1b2c3d4, { format: 'pcap', unitNs: 1000n, recordBytes: 16 }],
  [0xa1b23c4d, { format: 'pcap-ns', unitNs: 1n, recordBytes: 16 }],
  [0xa1b2cd34, { format: 'pcap-modified', unitNs: 1000n, recordBytes: 24 }],
]);

export function isPcapMagic(header: DataView): boolean {
  return KINDS.has(header.getUint32(0, true)) || KINDS.has(header.getUint32(0, false));
}

/** `header` is the file's first 24 bytes. Errors: CPF_MAGIC_UNKNOWN, CPF_VERSION_UNKNOWN. */
export function pcapDecoder(header: DataView): CaptureResult<FormatDecoder> {
  const little = KINDS.has(header.getUint32(0, true));
  const kind = KINDS.get(header.getUint32(0, little));
  if (kind === undefined) return failure('CPF_MAGIC_UNKNOWN', 'The file does not begin as a capture does.');
  const major = header.getUint16(4, little);
  if (major !== 2) return failure('CPF_VERSION_UNKNOWN', `Version ${major} of the pcap format is not known.`);
  // The upper bits tell the length of a frame check sequence, not the kind of link.
  const linkType = header.getUint32(20, little) & 0xffff;
  return { ok: true, value: new PcapDecoder(kind, little, linkType) };
}

type Kind = { readonly format: FormatDecoder['format']; readonly unitNs: bigint; readonly recordBytes: number };

class PcapDecoder implements FormatDecoder {
  readonly format: FormatDecoder['format'];
  readonly atRecordEnd = true;
  readonly #kind: Kind;
  readonly #little: boolean;
  readonly #linkType: number;

  constructor(kind: Kind, little: boolean, linkType: number) {
    this.format = kind.format;
    this.#kind = kind;
    this.#little = little;
    this.#linkType = linkType;
  }

  step(queue: ByteQueue): Step {
    const { recordBytes, unitNs } = this.#kind;
    const head = queue.peek(recordBytes);
    if (head === null) return NEED_MORE;
    const kept = head.getUint32(8, this.#little);
    if (kept > MAX_PACKET_BYTES)
      return bad('CPF_RECORD_BAD', `A record claims ${kept} bytes; the file is damaged there.`);
    const record = queue.peek(recordBytes + kept);
    if (record === null) return NEED_MORE;
    const seconds = BigInt(record.getUint32(0, this.#little));
    const fraction = BigInt(record.getUint32(4, this.#little));
    const packet = {
      timestampNs: seconds * 1_000_000_000n + fraction * unitNs,
      linkType: this.#linkType,
      data: copyBytes(record, recordBytes, kept),
      originalLength: Math.max(kept, record.getUint32(12, this.#little)),
      interface: 0,
    };
    queue.drop(recordBytes + kept);
    return { kind: 'used', packet };
  }
}
