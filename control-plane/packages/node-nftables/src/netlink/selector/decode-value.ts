/** Bytes a register is compared with or set to, as values of libnftables-json. */
import { bigOfBytes, bytesOfNumber, numberOfBytes, padded, textOfBytes } from '../datatype/bytes.ts';
import type { Loaded } from './loaded.ts';

export function decodeValue(loaded: Loaded, data: Uint8Array): unknown {
  const type = loaded.types[0];
  if (loaded.types.length > 1) return decodeConcat(loaded, data);
  if (type === undefined) return numberOfBytes(data, 'big');
  if (type.name === 'string' || type.name === 'ifname') return textOfBytes(data);
  const shift = BigInt(loaded.shift ?? 0);
  const order = type.name === 'integer' ? loaded.order : loaded.shift === undefined ? loaded.order : 'big';
  const value = bigOfBytes(data, order) >> shift;
  if (type.name === 'integer') return Number(value);
  const own = bytesOfNumber(value, Math.max(type.bytes, data.length), type.order);
  if (own === undefined) return Number(value);
  return type.isBitmask === true ? decodeFlags(loaded, Number(value)) : type.decode(own);
}

/** Names of the bits; one alone without a list; a number where a bit has no name. */
export function decodeFlags(loaded: Loaded, value: number): unknown {
  const names: string[] = [];
  let rest = value;
  for (const [name, bit] of loaded.types[0]?.symbols ?? []) {
    if ((rest & bit) === 0) continue;
    names.push(name);
    rest &= ~bit;
  }
  if (rest !== 0 || names.length === 0) return value;
  return names.length === 1 ? names[0] : names;
}

function decodeConcat(loaded: Loaded, data: Uint8Array): unknown {
  let offset = 0;
  const parts = loaded.types.map((type) => {
    const part = type.decode(data.subarray(offset, offset + type.bytes));
    offset += padded(type.bytes);
    return part;
  });
  return { concat: parts };
}
