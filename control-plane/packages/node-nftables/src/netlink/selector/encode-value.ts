/** Values of libnftables-json as the bytes a register is compared with. */
import { bigOfBytes, bytesOfNumber, bytesOfText, padded } from '../datatype/bytes.ts';
import { isRecord } from '../element/encode-key.ts';
import type { Loaded } from './loaded.ts';

export function encodeValue(loaded: Loaded, value: unknown): Uint8Array | undefined {
  if (loaded.types.length > 1) return encodeConcat(loaded, value);
  const type = loaded.types[0];
  if (type === undefined) return undefined;
  if (type.name === 'integer' || type.name === 'string') return encodePlain(loaded, value, type.name);
  const width = type.bytes === 0 ? loaded.bytes : loaded.shift === undefined ? type.bytes : loaded.bytes;
  const encoded = type.encode(value, width);
  if (encoded === undefined) return undefined;
  if (loaded.shift === undefined)
    return type.order === loaded.order || type.name === 'ifname' ? encoded : encoded.reverse();
  return bytesOfNumber(bigOfBytes(encoded, type.order) << BigInt(loaded.shift), loaded.bytes, 'big');
}

/** Several names or numbers of bits as one value. */
export function encodeFlags(loaded: Loaded, values: readonly unknown[]): Uint8Array | undefined {
  const joined = new Uint8Array(loaded.bytes);
  for (const value of values) {
    const encoded = encodeValue(loaded, value);
    if (encoded === undefined) return undefined;
    for (let index = 0; index < joined.length; index += 1) {
      joined[index] = (joined[index] as number) | (encoded[index] ?? 0);
    }
  }
  return joined;
}

function encodePlain(loaded: Loaded, value: unknown, type: string): Uint8Array | undefined {
  if (type === 'string') return typeof value === 'string' ? bytesOfText(value, loaded.bytes) : undefined;
  const number = typeof value === 'string' && /^(0x[0-9a-f]{1,13}|\d{1,15})$/i.test(value) ? Number(value) : value;
  if (typeof number === 'boolean') return bytesOfNumber(number ? 1 : 0, loaded.bytes, loaded.order);
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) return undefined;
  return bytesOfNumber(BigInt(number) << BigInt(loaded.shift ?? 0), loaded.bytes, loaded.order);
}

function encodeConcat(loaded: Loaded, value: unknown): Uint8Array | undefined {
  const parts = isRecord(value) ? value['concat'] : undefined;
  if (!Array.isArray(parts) || parts.length !== loaded.types.length) return undefined;
  const joined = new Uint8Array(loaded.bytes);
  let offset = 0;
  for (const [index, type] of loaded.types.entries()) {
    const encoded = type.encode(parts[index], type.bytes);
    if (encoded === undefined) return undefined;
    joined.set(encoded, offset);
    offset += padded(type.bytes);
  }
  return joined;
}
