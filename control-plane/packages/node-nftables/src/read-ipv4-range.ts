/**
 * The hot path of big sets: one pass over the characters, no substring, no object. Accepts what parseIpv4Range()
 * accepts and nothing else (a property test holds them together).
 */
export function readIpv4Range(text: string, into: Uint32Array, at: number): boolean {
  const length = text.length;
  if (length < 7 || length > 40) return false;
  let end = 0;
  while (end < length && isAddressCode(text.charCodeAt(end))) end += 1;
  const from = readAddress(text, 0, end);
  if (from < 0) return false;
  if (end === length) return put(into, at, from, from);
  if (text.charCodeAt(end) === 47) {
    const bits = readLength(text, end + 1);
    if (bits < 0) return false;
    const size = 2 ** (32 - bits);
    const first = from - (from % size);
    return put(into, at, first, first + size - 1);
  }
  while (text.charCodeAt(end) === 32) end += 1;
  if (text.charCodeAt(end) !== 45) return false;
  end += 1;
  while (text.charCodeAt(end) === 32) end += 1;
  const to = readAddress(text, end, length);
  return to >= from && put(into, at, from, to);
}

function put(into: Uint32Array, at: number, from: number, to: number): boolean {
  into[at] = from;
  into[at + 1] = to;
  return true;
}

function isAddressCode(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 46;
}

/** -1 when it is no address. A leading zero is octal to some readers and decimal to others: refused. */
function readAddress(text: string, start: number, end: number): number {
  let value = 0;
  let octet = -1;
  let octets = 0;
  for (let index = start; index <= end; index += 1) {
    const code = index === end ? 46 : text.charCodeAt(index);
    if (code === 46) {
      if (octet < 0 || octets === 4) return -1;
      value = value * 256 + octet;
      octets += 1;
      octet = -1;
    } else {
      if (code < 48 || code > 57 || octet === 0) return -1;
      octet = octet < 0 ? code - 48 : octet * 10 + code - 48;
      if (octet > 255) return -1;
    }
  }
  return octets === 4 ? value : -1;
}

/** A prefix length of one to three digits; -1 otherwise. */
function readLength(text: string, start: number): number {
  if (start >= text.length || text.length - start > 3) return -1;
  let value = 0;
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return -1;
    value = value * 10 + code - 48;
  }
  return value <= 32 ? value : -1;
}
