/**
 * What a value means: its number in nftables (kept in set declarations so that any nft can read them back), its width,
 * its byte order in registers, its texts. One entry a type.
 */
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from '../../parse-address.ts';
import { bytesOfNumber, bytesOfText, numberOfBytes, textOfBytes } from './bytes.ts';
import * as symbols from './symbols.ts';

/** Several bits at once are `{ '|': [names] }`. */
export type DecodedValue = string | number | { readonly '|': readonly string[] };

export interface DataType {
  readonly name: string;
  readonly id: number;
  /** 0: as wide as the field it is used for. */
  readonly bytes: number;
  readonly order: 'big' | 'host';
  /** Values are sets of bits: names are joined, and matched by "any of". */
  readonly isBitmask?: boolean;
  readonly symbols?: symbols.Symbols;
  /** Undefined when the value is none of this type. */
  readonly encode: (value: unknown, bytes: number) => Uint8Array | undefined;
  readonly decode: (bytes: Uint8Array) => DecodedValue;
}

function numeric(
  name: string,
  id: number,
  bytes: number,
  order: 'big' | 'host',
  names?: symbols.Symbols,
  isBitmask = false,
): DataType {
  return {
    name,
    id,
    bytes,
    order,
    isBitmask,
    ...(names === undefined ? {} : { symbols: names }),
    encode(value, width) {
      const number = isBitmask ? readBits(value, names) : readNumber(value, names);
      return number === undefined ? undefined : bytesOfNumber(number, width, order);
    },
    decode(value) {
      const number = numberOfBytes(value, order);
      if (isBitmask) return nameBits(number, names ?? []);
      return (names === undefined ? undefined : symbols.nameOf(names, number)) ?? number;
    },
  };
}

/** One name, a list, or `{ '|': [...] }`. */
function readBits(value: unknown, names: symbols.Symbols | undefined): number | undefined {
  const joined = typeof value === 'object' && value !== null && '|' in value ? value['|'] : value;
  if (!Array.isArray(joined)) return readNumber(joined, names);
  return joined.reduce<number | undefined>((bits, part) => {
    const number = readBits(part, names);
    return bits === undefined || number === undefined ? undefined : (bits | number) >>> 0;
  }, 0);
}

function nameBits(number: number, names: symbols.Symbols): DecodedValue {
  const found = names.filter(([, bit]) => (number & bit) !== 0);
  const known = found.reduce((bits, [, bit]) => bits | bit, 0);
  if (found.length === 0 || known !== number) return number;
  return found.length === 1 ? (found[0]?.[0] ?? number) : { '|': found.map(([name]) => name) };
}

function readNumber(value: unknown, names: symbols.Symbols | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const named = names === undefined ? undefined : symbols.numberOf(names, value);
  if (named !== undefined) return named;
  return /^(0x[0-9a-f]{1,13}|\d{1,15})$/i.test(value) ? Number(value) : undefined;
}

const ipv4: DataType = {
  name: 'ipv4_addr',
  id: 7,
  bytes: 4,
  order: 'big',
  encode(value) {
    const number = typeof value === 'string' ? parseIpv4(value) : undefined;
    return number === undefined ? undefined : bytesOfNumber(number, 4, 'big');
  },
  decode: (bytes) => formatIpv4(numberOfBytes(bytes, 'big')),
};
const ipv6: DataType = {
  name: 'ipv6_addr',
  id: 8,
  bytes: 16,
  order: 'big',
  encode(value) {
    const number = typeof value === 'string' ? parseIpv6(value) : undefined;
    if (number === undefined) return undefined;
    const bytes = new Uint8Array(16);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(0, number >> 64n);
    view.setBigUint64(8, number & 0xffffffffffffffffn);
    return bytes;
  },
  decode(bytes) {
    let value = 0n;
    for (const byte of bytes) value = (value << 8n) | BigInt(byte);
    return formatIpv6(value);
  },
};
const ether: DataType = {
  name: 'ether_addr',
  id: 9,
  bytes: 6,
  order: 'big',
  encode(value) {
    if (typeof value !== 'string' || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value)) return undefined;
    return Uint8Array.from(value.split(':'), (part) => Number.parseInt(part, 16));
  },
  decode: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(':'),
};
const ifname: DataType = {
  name: 'ifname',
  id: 41,
  bytes: 16,
  order: 'host',
  encode: (value) => (typeof value === 'string' ? bytesOfText(value, 16) : undefined),
  decode: textOfBytes,
};

/** A traffic class, `major:minor` in hexadecimal; `none` and `root` are its ends. */
const classid: DataType = {
  name: 'classid',
  id: 23,
  bytes: 4,
  order: 'host',
  encode(value) {
    const named = value === 'none' ? 0 : value === 'root' ? 0xffffffff : value;
    const parts = typeof named === 'string' ? /^([0-9a-f]{0,4}):([0-9a-f]{0,4})$/i.exec(named) : null;
    const number =
      parts === null
        ? named
        : Number.parseInt(`${parts[1] || 0}`, 16) * 65_536 + Number.parseInt(`${parts[2] || 0}`, 16);
    return typeof number === 'number' && Number.isSafeInteger(number) ? bytesOfNumber(number, 4, 'host') : undefined;
  },
  decode(bytes) {
    const number = numberOfBytes(bytes, 'host');
    if (number === 0) return 'none';
    return number === 0xffffffff ? 'root' : `${(number >>> 16).toString(16)}:${(number & 0xffff).toString(16)}`;
  },
};

export const DATA_TYPES: readonly DataType[] = [
  numeric('nf_proto', 2, 1, 'host', symbols.NF_PROTOCOLS),
  numeric('bitmask', 3, 4, 'big', undefined, true),
  numeric('integer', 4, 0, 'big'),
  { ...ifname, name: 'string', id: 5, bytes: 0 },
  { ...ether, name: 'll_addr', id: 6 },
  ipv4,
  ipv6,
  ether,
  numeric('ether_type', 10, 2, 'big', symbols.ETHER_TYPES),
  numeric('arp_op', 11, 2, 'big', symbols.ARP_OPERATIONS),
  numeric('inet_proto', 12, 1, 'big', symbols.PROTOCOLS),
  numeric('inet_service', 13, 2, 'big'),
  numeric('icmp_type', 14, 1, 'big', symbols.ICMP_TYPES),
  numeric('tcp_flag', 15, 1, 'big', symbols.TCP_FLAGS, true),
  numeric('mark', 19, 4, 'host'),
  numeric('iface_index', 20, 4, 'host'),
  numeric('iface_type', 21, 2, 'host', symbols.ARP_HARDWARE),
  numeric('realm', 22, 4, 'host'),
  classid,
  numeric('uid', 24, 4, 'host'),
  numeric('gid', 25, 4, 'host'),
  numeric('ct_state', 26, 4, 'host', symbols.CT_STATES, true),
  numeric('ct_dir', 27, 1, 'host', symbols.CT_DIRECTIONS),
  numeric('ct_status', 28, 4, 'host', symbols.CT_STATUS, true),
  numeric('icmpv6_type', 29, 1, 'big', symbols.ICMPV6_TYPES),
  numeric('pkt_type', 31, 1, 'host', symbols.PACKET_TYPES),
  numeric('icmp_code', 32, 1, 'big', symbols.ICMP_CODES),
  numeric('icmpv6_code', 33, 1, 'big', symbols.ICMPV6_CODES),
  numeric('icmpx_code', 34, 1, 'big', symbols.ICMPX_CODES),
  numeric('devgroup', 35, 4, 'host'),
  numeric('dscp', 36, 1, 'big', symbols.DSCP),
  numeric('ecn', 37, 1, 'big', symbols.ECN),
  numeric('fib_addrtype', 38, 4, 'host', symbols.ADDRESS_TYPES),
  ifname,
  numeric('igmp_type', 42, 1, 'big', symbols.IGMP_TYPES),
];

const byName = new Map(DATA_TYPES.map((type) => [type.name, type]));
const byId = new Map(DATA_TYPES.map((type) => [type.id, type]));

/** Types this package knows by heart; asking for another one is a mistake in it. */
export function dataType(name: string): DataType {
  const type = byName.get(name);
  if (type === undefined) throw new Error(`no data type ${name}`);
  return type;
}

export function findDataType(name: string): DataType | undefined {
  return byName.get(name);
}

/** A set's key type: up to five numbers of six bits, the first part in the highest. Undefined when one is unknown. */
export function typesOfId(id: number): DataType[] | undefined {
  const types: DataType[] = [];
  for (let rest = id; rest > 0; rest = Math.floor(rest / 64)) {
    const type = byId.get(rest % 64);
    if (type === undefined) return undefined;
    types.unshift(type);
  }
  return types;
}

export function idOfTypes(types: readonly DataType[]): number {
  return types.reduce((id, type) => id * 64 + type.id, 0);
}
