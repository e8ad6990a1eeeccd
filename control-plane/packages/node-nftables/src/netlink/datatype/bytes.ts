/** Numbers and texts as they lie in registers. Both our architectures are little-endian: `host` is that. */
export function bytesOfNumber(value: number | bigint, width: number, order: 'big' | 'host'): Uint8Array | undefined {
  let rest = BigInt(value);
  if (rest < 0n || rest >= 1n << BigInt(width * 8)) return undefined;
  const bytes = new Uint8Array(width);
  for (let index = 0; index < width; index += 1) {
    bytes[order === 'big' ? width - 1 - index : index] = Number(rest & 255n);
    rest >>= 8n;
  }
  return bytes;
}

/** Exact up to 2^53; wider values lose their last digits as they do in JSON. */
export function numberOfBytes(bytes: Uint8Array, order: 'big' | 'host'): number {
  return Number(bigOfBytes(bytes, order));
}

export function bigOfBytes(bytes: Uint8Array, order: 'big' | 'host'): bigint {
  let value = 0n;
  for (let index = 0; index < bytes.length; index += 1) {
    value = (value << 8n) | BigInt(bytes[order === 'big' ? index : bytes.length - 1 - index] as number);
  }
  return value;
}

/** Zero-padded; undefined when no zero would be left behind it. */
export function bytesOfText(text: string, width: number): Uint8Array | undefined {
  const bytes = Buffer.from(text);
  if (bytes.length >= width) return undefined;
  const padded = new Uint8Array(width);
  padded.set(bytes);
  return padded;
}

export function textOfBytes(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('utf8');
}

export function padded(length: number): number {
  return (length + 3) & ~3;
}
