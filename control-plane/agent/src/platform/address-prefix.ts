import { isIP } from 'node:net';

export type IpFamily = 4 | 6;

/** An address or prefix, host bits cleared. `first` and `last` are its bounds as numbers. */
export interface AddressPrefix {
  readonly family: IpFamily;
  readonly address: string;
  readonly length: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; null when it is neither. Zones and leading zeros are refused. */
export function parseAddressPrefix(text: string): AddressPrefix | null {
  const [address = '', lengthText, ...rest] = text.split('/');
  const version = isIP(address);
  if (rest.length > 0 || (version !== 4 && version !== 6) || address.includes('%')) return null;
  const bits = version === 4 ? 32 : 128;
  if (lengthText !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(lengthText)) return null;
  const length = lengthText === undefined ? bits : Number(lengthText);
  if (length > bits) return null;
  const hostBits = BigInt(bits - length);
  const first = (numberOf(address, version) >> hostBits) << hostBits;
  return { family: version, address: textOf(first, version), length, first, last: first + (1n << hostBits) - 1n };
}

/** `from-to` as the fewest prefixes, a single address or prefix as itself; none for anything else. */
export function prefixesOfRange(text: string): string[] {
  const [from = '', to = from] = text.split('-');
  const [low, high] = [parseAddressPrefix(from), parseAddressPrefix(to)];
  if (low === null || high === null || low.family !== high.family) return [];
  const bits = low.family === 4 ? 32 : 128;
  const found: string[] = [];
  for (let at = low.first; at <= high.last; ) {
    let size = 1n;
    let length = bits;
    while (length > 0 && at % (size * 2n) === 0n && at + size * 2n - 1n <= high.last) {
      size *= 2n;
      length -= 1;
    }
    found.push(length === bits ? textOf(at, low.family) : `${textOf(at, low.family)}/${length}`);
    at += size;
  }
  return found;
}

export function contains(outer: AddressPrefix, inner: AddressPrefix): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/**
 * One family's prefixes, sorted, without those inside another: prefixes nest or are disjoint, so the rest can stand
 * in an interval set as it is. Texts that are no address are left out; the validate stage has refused them before.
 */
export function outermostPrefixes(texts: readonly string[], family: IpFamily): AddressPrefix[] {
  const parsed = texts.map(parseAddressPrefix).filter((prefix) => prefix !== null && prefix.family === family);
  const sorted = (parsed as AddressPrefix[]).sort((left, right) => compare(left, right));
  const kept: AddressPrefix[] = [];
  for (const prefix of sorted) {
    const last = kept.at(-1);
    if (last === undefined || !contains(last, prefix)) kept.push(prefix);
  }
  return kept;
}

/** `prefixes` sorted and disjoint, as outermostPrefixes gives them, so the last that begins at or before is the only candidate. */
export function isInPrefixes(
  prefixes: readonly Pick<AddressPrefix, 'family' | 'first' | 'last'>[],
  address: AddressPrefix | null,
): boolean {
  if (address === null || prefixes[0]?.family !== address.family) return false;
  let low = 0;
  let high = prefixes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((prefixes[middle]?.first ?? 0n) <= address.first) low = middle + 1;
    else high = middle;
  }
  const candidate = prefixes[low - 1];
  return candidate !== undefined && address.last <= candidate.last;
}

function compare(left: AddressPrefix, right: AddressPrefix): number {
  if (left.first !== right.first) return left.first < right.first ? -1 : 1;
  return left.length - right.length;
}

function numberOf(address: string, version: IpFamily): bigint {
  if (version === 4) return address.split('.').reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const plain = tail === null ? address : `${tail[1]}${hexTail(numberOf(tail[2] ?? '', 4))}`;
  const [head = '', rest] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = rest === undefined || rest === '' ? [] : rest.split(':');
  const zeros = new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

function hexTail(value: bigint): string {
  return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

function textOf(value: bigint, version: IpFamily): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => ((value >> shift) & 0xffn).toString()).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16));
  const full = groups.join(':');
  const runs = [...full.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const run = runs[0];
  if (run === undefined) return full;
  const before = full.slice(0, run.index);
  const after = full.slice(run.index + run[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
