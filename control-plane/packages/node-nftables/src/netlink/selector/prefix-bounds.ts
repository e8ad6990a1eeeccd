import { boundsOf } from '../element/encode-key.ts';
import { encodeValue } from './encode-value.ts';
import type { Loaded } from './loaded.ts';

export interface PrefixBounds {
  readonly value: Uint8Array;
  readonly mask: Uint8Array;
  readonly bits: number;
}

/** First address, mask and length of `{ addr, len }`; host bits are masked away. */
export function prefixBounds(loaded: Loaded, prefix: unknown): PrefixBounds | undefined {
  const type = loaded.types[0];
  const length = (prefix as { readonly len?: unknown } | undefined)?.len;
  if (type === undefined || loaded.types.length !== 1 || typeof length !== 'number') return undefined;
  const [low] = boundsOf(type, { prefix }) ?? [];
  const value = encodeValue(loaded, low);
  if (value === undefined) return undefined;
  const mask = new Uint8Array(loaded.bytes);
  for (let bit = 0; bit < length; bit += 1) {
    const index = bit >> 3;
    mask[index] = (mask[index] ?? 0) | (128 >> (bit & 7));
  }
  return { value, mask: loaded.order === 'host' ? mask.reverse() : mask, bits: length };
}
