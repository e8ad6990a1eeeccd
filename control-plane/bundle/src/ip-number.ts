import { isIPv4, isIPv6 } from 'node:net';

/** An IPv4 address as an unsigned 32-bit number; null when the text is no IPv4 address. */
export function ipv4Number(text: string): number | null {
  if (!isIPv4(text)) return null;
  let number = 0;
  for (const part of text.split('.')) number = number * 256 + Number(part);
  return number;
}

export function ipv4Text(number: number): string {
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.');
}

/** An IPv6 address (RFC 4291 text, with or without embedded IPv4, no zone) as 128 bits; null when it is none. */
export function ipv6Number(text: string): bigint | null {
  if (!isIPv6(text) || text.includes('%')) return null;
  const [head = '', tail] = spellEmbeddedIpv4(text).split('::');
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  let number = 0n;
  for (const group of [...left, ...new Array<string>(zeros).fill('0'), ...right]) {
    number = (number << 16n) | BigInt(Number.parseInt(group, 16));
  }
  return number;
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

function spellEmbeddedIpv4(text: string): string {
  const cut = text.lastIndexOf(':') + 1;
  const number = ipv4Number(text.slice(cut));
  if (number === null) return text;
  return `${text.slice(0, cut)}${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
}

/** Eight groups without compression: unambiguous for nftables and for people who compare. */
export function ipv6Text(number: bigint): string {
  const groups: string[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(((number >> shift) & 0xffffn).toString(16));
  return groups.join(':');
}
