import { isIPv4 } from 'node:net';

/** Of an address that node:net takes for one, without a zone. */
export function addressBytes(address: string, family: 4 | 6): Buffer {
  if (family === 4) return Buffer.from(address.split('.').map(Number));
  const groups = withoutDots(address).split('::');
  const [head, tail] = groups.map((part) => (part === '' ? [] : part.split(':')));
  const given = [...(head ?? []), ...(tail ?? [])].length;
  const zeros = groups.length === 2 ? Array.from({ length: 8 - given }, () => '0') : [];
  const all = [...(head ?? []), ...zeros, ...(tail ?? [])];
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex');
}

/** ::ffff:192.0.2.1 → ::ffff:c000:0201 (RFC 4291 §2.2). */
function withoutDots(address: string): string {
  const last = address.slice(address.lastIndexOf(':') + 1);
  if (!isIPv4(last)) return address;
  const hex = Buffer.from(last.split('.').map(Number)).toString('hex');
  return `${address.slice(0, -last.length)}${hex.slice(0, 4)}:${hex.slice(4)}`;
}
