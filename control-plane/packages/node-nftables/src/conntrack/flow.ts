import type { Attributes } from '../netlink/attributes.ts';
import { bytesOfNumber } from '../netlink/datatype/bytes.ts';
import { dataType } from '../netlink/datatype/datatype.ts';
import type { MessageWriter } from '../netlink/message-writer.ts';

/** Attribute numbers of linux/netfilter/nfnetlink_conntrack.h. */
export const CTA = {
  TUPLE: 1,
  STATUS: 3,
  TIMEOUT: 7,
  MARK: 8,
  COUNTERS_ORIGINAL: 9,
  COUNTERS_REPLY: 10,
  ID: 12,
} as const;
const TUPLE_IP = 1;
const TUPLE_PROTO = 2;
const PROTO = { number: 1, sourcePort: 2, destinationPort: 3 } as const;
const COUNTER = { packets: 1, bytes: 2 } as const;

/** What identifies a connection: its first packet's direction. Ports for protocols that have them. */
export interface FlowTuple {
  readonly family: 'ip' | 'ip6';
  /** 6 TCP, 17 UDP, … */
  readonly protocol: number;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
}

export interface Flow extends FlowTuple {
  readonly id: number;
  readonly mark: number;
  /** IPS_* bits: 1 expected, 2 seen reply, 4 assured, 8 confirmed. */
  readonly status: number;
  readonly timeoutSeconds: number;
  /** With nf_conntrack_acct only. */
  readonly original?: { readonly packets: number; readonly bytes: number };
  readonly reply?: { readonly packets: number; readonly bytes: number };
}

export function writeTuple(writer: MessageWriter, tuple: FlowTuple): boolean {
  const isSix = tuple.family === 'ip6';
  const type = dataType(isSix ? 'ipv6_addr' : 'ipv4_addr');
  const source = type.encode(tuple.source, type.bytes);
  const destination = type.encode(tuple.destination, type.bytes);
  if (source === undefined || destination === undefined) return false;
  const nest = writer.nest(CTA.TUPLE);
  const ip = writer.nest(TUPLE_IP);
  writer.value(isSix ? 3 : 1, source);
  writer.value(isSix ? 4 : 2, destination);
  writer.close(ip);
  const proto = writer.nest(TUPLE_PROTO);
  writer.u8(PROTO.number, tuple.protocol);
  for (const name of ['sourcePort', 'destinationPort'] as const) {
    const port = tuple[name] === undefined ? undefined : bytesOfNumber(tuple[name], 2, 'big');
    if (port !== undefined) writer.value(PROTO[name], port);
  }
  writer.close(proto);
  writer.close(nest);
  return true;
}

export function readFlow(family: number, attributes: Attributes): Flow | undefined {
  const tuple = attributes.nested(CTA.TUPLE);
  const ip = tuple?.nested(TUPLE_IP);
  const proto = tuple?.nested(TUPLE_PROTO);
  const isSix = family === 10;
  const type = dataType(isSix ? 'ipv6_addr' : 'ipv4_addr');
  const source = ip?.bytes(isSix ? 3 : 1);
  const destination = ip?.bytes(isSix ? 4 : 2);
  if (source === undefined || destination === undefined) return undefined;
  const sourcePort = proto?.u16(PROTO.sourcePort);
  const destinationPort = proto?.u16(PROTO.destinationPort);
  const original = readCounters(attributes, CTA.COUNTERS_ORIGINAL);
  const reply = readCounters(attributes, CTA.COUNTERS_REPLY);
  return {
    family: isSix ? 'ip6' : 'ip',
    protocol: proto?.u8(PROTO.number) ?? 0,
    source: String(type.decode(source)),
    destination: String(type.decode(destination)),
    ...(sourcePort === undefined ? {} : { sourcePort }),
    ...(destinationPort === undefined ? {} : { destinationPort }),
    id: attributes.u32(CTA.ID) ?? 0,
    mark: attributes.u32(CTA.MARK) ?? 0,
    status: attributes.u32(CTA.STATUS) ?? 0,
    timeoutSeconds: attributes.u32(CTA.TIMEOUT) ?? 0,
    ...(original === undefined ? {} : { original }),
    ...(reply === undefined ? {} : { reply }),
  };
}

function readCounters(attributes: Attributes, type: number): { packets: number; bytes: number } | undefined {
  const counters = attributes.nested(type);
  return counters && { packets: counters.u64(COUNTER.packets) ?? 0, bytes: counters.u64(COUNTER.bytes) ?? 0 };
}
