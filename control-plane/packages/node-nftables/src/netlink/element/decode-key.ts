import type { ElementValue, KeyPart } from '../../object/element.ts';
import { bigOfBytes, bytesOfNumber, padded } from '../datatype/bytes.ts';
import type { DataType, DecodedValue } from '../datatype/datatype.ts';
import { orderOf, partBytes, type SetDeclaration } from './set-declaration.ts';

/** A key as nft prints it: a prefix where the range is one, else a range, else the single value. */
export function decodeKey(
  declaration: SetDeclaration,
  key: Uint8Array,
  keyEnd: Uint8Array | undefined,
  bounds: { readonly end?: Uint8Array | string },
): ElementValue {
  const [first, ...others] = declaration.types;
  if (first === undefined) return '';
  if (others.length === 0) {
    const high = bounds.end === undefined ? key : typeof bounds.end === 'string' ? ones(key) : predecessor(bounds.end);
    return decodeRange(declaration, first, key.subarray(0, partBytes(declaration, first)), high);
  }
  let offset = 0;
  const parts = declaration.types.map((type) => {
    const low = key.subarray(offset, offset + type.bytes);
    const high = keyEnd === undefined ? low : keyEnd.subarray(offset, offset + type.bytes);
    offset += padded(type.bytes);
    return decodeRange(declaration, type, low, high);
  });
  return { concat: parts };
}

function decodeRange(declaration: SetDeclaration, type: DataType, low: Uint8Array, high: Uint8Array): KeyPart {
  // Sets of bits have a form of their own; the surface's types do not name it.
  const decode = (bytes: Uint8Array) => decodeSingle(declaration, type, bytes) as string | number;
  if (Buffer.compare(low, high) === 0) return decode(low);
  const length = prefixLength(low, high);
  // nft writes ranges as prefixes for addresses only; numbers of other types stay ranges.
  if (length !== undefined && (type.name === 'ipv4_addr' || type.name === 'ipv6_addr')) {
    return { prefix: { addr: String(decode(low)), len: length } };
  }
  return { range: [decode(low), decode(high)] };
}

export function decodeSingle(declaration: SetDeclaration, type: DataType, bytes: Uint8Array): DecodedValue {
  const isTurned = type.name !== 'ifname' && orderOf(declaration, type) !== type.order;
  const turned = isTurned ? Uint8Array.from(bytes).reverse() : bytes;
  const { shift } = declaration;
  const place =
    shift === undefined
      ? turned
      : bytesOfNumber(bigOfBytes(turned, type.order) >> BigInt(shift), bytes.length, type.order);
  return type.decode(place ?? turned);
}

/** Length of the prefix that is exactly this range. */
export function prefixLength(low: Uint8Array, high: Uint8Array): number | undefined {
  let bits = 0;
  let inHostPart = false;
  for (let index = 0; index < low.length; index += 1) {
    for (let bit = 7; bit >= 0; bit -= 1) {
      const one = ((low[index] as number) >> bit) & 1;
      const other = ((high[index] as number) >> bit) & 1;
      if (!inHostPart && one === other) bits += 1;
      else if (one === 0 && other === 1) inHostPart = true;
      else return undefined;
    }
  }
  return bits;
}

function ones(like: Uint8Array): Uint8Array {
  return new Uint8Array(like.length).fill(255);
}

function predecessor(bytes: Uint8Array): Uint8Array {
  const previous = Uint8Array.from(bytes);
  for (let index = previous.length - 1; index >= 0; index -= 1) {
    const value = previous[index] as number;
    previous[index] = (value + 255) & 255;
    if (value !== 0) break;
  }
  return previous;
}
