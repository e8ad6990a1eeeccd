/**
 * IPv6 ranges into words (four per address, most significant first), without bigints except for the rare address with
 * an IPv4 tail. Accepts what parseIpv6Range() accepts and nothing else (a property test holds them together).
 */
import { parseIpv6 } from './parse-address.ts';

const groups = new Uint16Array(8);

export function readIpv6Range(text: string, into: Uint32Array, at: number): boolean {
  if (text.length > 100) return false;
  const slash = text.indexOf('/');
  if (slash >= 0) {
    const bits = text.slice(slash + 1);
    if (!/^\d{1,3}$/.test(bits) || Number(bits) > 128) return false;
    return readAddress(text.slice(0, slash), into, at) && maskInto(into, at, Number(bits));
  }
  const dash = text.indexOf('-');
  if (dash < 0) {
    if (!readAddress(text, into, at)) return false;
    into.copyWithin(at + 4, at, at + 4);
    return true;
  }
  if (!readAddress(text.slice(0, dash).trimEnd(), into, at)) return false;
  if (!readAddress(text.slice(dash + 1).trimStart(), into, at + 4)) return false;
  for (let word = 0; word < 4; word += 1) {
    const difference = (into[at + 4 + word] as number) - (into[at + word] as number);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Host bits are masked away, as nft does. */
function maskInto(into: Uint32Array, at: number, bits: number): boolean {
  for (let word = 0; word < 4; word += 1) {
    const within = Math.min(32, Math.max(0, bits - word * 32));
    const mask = within === 0 ? 0 : (0xffffffff << (32 - within)) >>> 0;
    const value = into[at + word] as number;
    into[at + word] = value & mask;
    into[at + 4 + word] = value | ~mask;
  }
  return true;
}

function readAddress(text: string, into: Uint32Array, at: number): boolean {
  if (text.includes('.')) return readWithTail(text, into, at);
  const length = text.length;
  if (length < 2 || length > 39) return false;
  let count = 0;
  let gap = -1;
  let index = 0;
  if (text.charCodeAt(0) === 58) {
    if (text.charCodeAt(1) !== 58) return false;
    gap = 0;
    index = 2;
  }
  while (index < length) {
    let value = 0;
    const start = index;
    for (; index < length; index += 1) {
      const digit = hexDigit(text.charCodeAt(index));
      if (digit < 0) break;
      value = value * 16 + digit;
    }
    if (index === start || index - start > 4 || count === 8) return false;
    groups[count] = value;
    count += 1;
    if (index === length) break;
    if (text.charCodeAt(index) !== 58) return false;
    index += 1;
    if (text.charCodeAt(index) === 58) {
      if (gap >= 0) return false;
      gap = count;
      index += 1;
    } else if (index === length) return false;
  }
  return gap < 0 ? count === 8 && store(8, 8, into, at) : count < 8 && store(count, gap, into, at);
}

/** `gap` groups stand before the zeros, the others behind them. */
function store(count: number, gap: number, into: Uint32Array, at: number): boolean {
  const zeros = 8 - count;
  const group = (position: number): number => {
    if (position < gap) return groups[position] as number;
    return position < gap + zeros ? 0 : (groups[position - zeros] as number);
  };
  for (let word = 0; word < 4; word += 1) into[at + word] = ((group(word * 2) << 16) | group(word * 2 + 1)) >>> 0;
  return true;
}

function readWithTail(text: string, into: Uint32Array, at: number): boolean {
  const value = parseIpv6(text);
  if (value === undefined) return false;
  for (let word = 0; word < 4; word += 1) into[at + word] = Number((value >> BigInt(96 - word * 32)) & 0xffffffffn);
  return true;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
