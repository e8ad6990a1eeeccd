import type { KeyPart } from './object/element.ts';
import type { KeyType } from './object/set.ts';
import { formatIpv4, formatIpv6 } from './parse-address.ts';
import { parseIpv4Range, parseIpv6Range, type Range } from './parse-range.ts';

/** One part of a set key, checked against the set's declared type, in libnftables-json form; undefined when it does not fit. */
export function parseKeyPart(type: KeyType, text: string, intervals: boolean): KeyPart | undefined {
  switch (type) {
    case 'ipv4_addr':
      return addressPart(parseIpv4Range(text), formatIpv4, intervals);
    case 'ipv6_addr':
      return addressPart(parseIpv6Range(text), formatIpv6, intervals);
    case 'inet_service':
      return numberPart(text, 0xffff, intervals);
    case 'mark':
      return numberPart(text, 0xffffffff, intervals);
    case 'ether_addr':
      return /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text) ? text.toLowerCase() : undefined;
    case 'ifname':
      return /^[A-Za-z0-9_.@-]{1,15}$/.test(text) ? text : undefined;
    case 'inet_proto':
    case 'ether_type':
      return /^[a-z0-9-]{1,20}$/.test(text) ? text : undefined;
    default:
      return undefined;
  }
}

export function rangeValue<T extends number | bigint>(range: Range<T>, format: (value: T) => string): KeyPart {
  return range.from === range.to ? format(range.from) : { range: [format(range.from), format(range.to)] };
}

function addressPart<T extends number | bigint>(
  range: Range<T> | undefined,
  format: (value: T) => string,
  intervals: boolean,
): KeyPart | undefined {
  if (range === undefined || (!intervals && range.from !== range.to)) return undefined;
  return rangeValue(range, format);
}

function numberPart(text: string, most: number, intervals: boolean): KeyPart | undefined {
  const found = /^(0x[0-9a-f]{1,8}|\d{1,10})(?:-(0x[0-9a-f]{1,8}|\d{1,10}))?$/i.exec(text);
  if (found === null) return undefined;
  const from = Number(found[1]);
  const to = found[2] === undefined ? from : Number(found[2]);
  if (to > most || from > to || (from !== to && !intervals)) return undefined;
  return from === to ? from : { range: [from, to] };
}
