import { ipv4Number, ipv4Text, ipv6Number, ipv6Text } from '../ip-number.ts';

/** Both ends included, as numbers of the family's width. */
export interface AddressRange {
  readonly family: 4 | 6;
  readonly from: bigint;
  readonly to: bigint;
}

/** An address, a prefix (host bits are cut) or `from-to`; null when the text is none of them. */
export function parseRange(text: string): AddressRange | null {
  const slash = text.indexOf('/');
  if (slash >= 0) return parsePrefix(text.slice(0, slash), text.slice(slash + 1));
  const dash = text.indexOf('-');
  const from = parseAddress(dash < 0 ? text : text.slice(0, dash));
  const to = dash < 0 ? from : parseAddress(text.slice(dash + 1));
  if (from === null || to === null || from.family !== to.family || from.number > to.number) return null;
  return { family: from.family, from: from.number, to: to.number };
}

function parsePrefix(head: string, length: string): AddressRange | null {
  const address = parseAddress(head);
  if (address === null || !/^\d{1,3}$/.test(length)) return null;
  const width = address.family === 4 ? 32n : 128n;
  const bits = BigInt(length);
  if (bits > width) return null;
  const size = 1n << (width - bits);
  const from = address.number - (address.number % size);
  return { family: address.family, from, to: from + size - 1n };
}

function parseAddress(text: string): { family: 4 | 6; number: bigint } | null {
  const short = ipv4Number(text);
  if (short !== null) return { family: 4, number: BigInt(short) };
  const long = ipv6Number(text);
  return long === null ? null : { family: 6, number: long };
}

/** Sorted, disjoint, neighbours joined: what nftables interval sets take. */
export function mergeRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const sorted = [...ranges].sort((a, b) => a.family - b.family || (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const merged: AddressRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && last.family === range.family && range.from <= last.to + 1n) {
      if (range.to > last.to) merged[merged.length - 1] = { ...last, to: range.to };
    } else merged.push(range);
  }
  return merged;
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.family === b.family && a.from <= b.to && b.from <= a.to;
}

/** `address` or `from-to`. */
export function rangeText({ family, from, to }: AddressRange): string {
  const text = (number: bigint) => (family === 4 ? ipv4Text(Number(number)) : ipv6Text(number));
  return from === to ? text(from) : `${text(from)}-${text(to)}`;
}
