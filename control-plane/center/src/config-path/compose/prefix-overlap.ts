import { ipv4Number, ipv6Number } from '@omamori/bundle/ip-number';
import { readPrefix } from './check-policy.ts';

/** First and last address of a prefix, as numbers of its family. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Undefined when the text is no address and no prefix. Bits behind the prefix count as zero. */
export function rangeOf(text: string): AddressRange | undefined {
  const prefix = readPrefix(text);
  if (prefix === undefined) return undefined;
  const { address, family, length } = prefix;
  const number = family === 4 ? ipv4Number(address) : ipv6Number(address);
  if (number === null) return undefined;
  const size = 1n << BigInt((family === 4 ? 32 : 128) - length);
  const first = (BigInt(number) / size) * size;
  return { family, first, last: first + size - 1n };
}

export function overlap(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}
