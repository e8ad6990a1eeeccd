/** What an interface description block of pcapng says that packets need. */
export interface CaptureInterface {
  readonly linkType: number;
  /** 0 is no limit. */
  readonly snapLength: number;
  /** A packet's two time words in nanoseconds since 1970. */
  toNs(high: number, low: number): bigint;
}

const TIME_UNIT = 9; // if_tsresol: 10^-n, or 2^-n with the top bit
const TIME_OFFSET = 14; // if_tsoffset: seconds to add
const NS = 1_000_000_000n;

/** `block` is the whole block; null when it is shorter than its fixed part. Damaged options end the list of them. */
export function readInterface(block: DataView, little: boolean): CaptureInterface | null {
  if (block.byteLength < 20) return null;
  let perSecond = 1_000_000n;
  let offsetNs = 0n;
  for (const { code, at, length } of options(block, 16, little)) {
    if (code === TIME_UNIT && length >= 1) perSecond = unitsPerSecond(block.getUint8(at));
    if (code === TIME_OFFSET && length >= 8) offsetNs = block.getBigInt64(at, little) * NS;
  }
  return {
    linkType: block.getUint16(8, little),
    snapLength: block.getUint32(12, little),
    toNs: (high, low) => (((BigInt(high) << 32n) | BigInt(low)) * NS) / perSecond + offsetNs,
  };
}

function unitsPerSecond(resolution: number): bigint {
  const power = BigInt(resolution & 0x7f);
  return (resolution & 0x80) === 0 ? 10n ** power : 2n ** power;
}

function* options(
  block: DataView,
  start: number,
  little: boolean,
): Generator<{ code: number; at: number; length: number }> {
  const end = block.byteLength - 4;
  let at = start;
  while (at + 4 <= end) {
    const code = block.getUint16(at, little);
    const length = block.getUint16(at + 2, little);
    if (code === 0 || at + 4 + length > end) return;
    yield { code, at: at + 4, length };
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
}
