import { parseIpv4, parseIpv6 } from './parse-address.ts';

/** Inclusive at both ends. */
export interface Range<T extends number | bigint> {
  readonly from: T;
  readonly to: T;
}

export const LAST_IPV4 = 0xffffffff;
export const LAST_IPV6 = (1n << 128n) - 1n;

/** Address, prefix (host bits are masked away, as nft does) or "from-to". */
export function parseIpv4Range(text: string): Range<number> | undefined {
  const slash = text.indexOf('/');
  if (slash >= 0) {
    const base = parseIpv4(text.slice(0, slash));
    const length = parseLength(text.slice(slash + 1), 32);
    if (base === undefined || length === undefined) return undefined;
    const size = 2 ** (32 - length);
    const from = Math.floor(base / size) * size;
    return { from, to: from + size - 1 };
  }
  const dash = text.indexOf('-');
  const from = parseIpv4(dash < 0 ? text : text.slice(0, dash).trimEnd());
  const to = dash < 0 ? from : parseIpv4(text.slice(dash + 1).trimStart());
  return from === undefined || to === undefined || from > to ? undefined : { from, to };
}

export function parseIpv6Range(text: string): Range<bigint> | undefined {
  const slash = text.indexOf('/');
  if (slash >= 0) {
    const base = parseIpv6(text.slice(0, slash));
    const length = parseLength(text.slice(slash + 1), 128);
    if (base === undefined || length === undefined) return undefined;
    const hostBits = (1n << BigInt(128 - length)) - 1n;
    return { from: base & ~hostBits, to: base | hostBits };
  }
  const dash = text.indexOf('-');
  const from = parseIpv6(dash < 0 ? text : text.slice(0, dash).trimEnd());
  const to = dash < 0 ? from : parseIpv6(text.slice(dash + 1).trimStart());
  return from === undefined || to === undefined || from > to ? undefined : { from, to };
}

function parseLength(text: string, most: number): number | undefined {
  if (!/^\d{1,3}$/.test(text)) return undefined;
  const length = Number(text);
  return length <= most ? length : undefined;
}
