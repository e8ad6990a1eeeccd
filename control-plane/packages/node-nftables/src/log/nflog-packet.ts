import { FIELD, FIELD_COUNT, type PacketBatch } from './packet-record.ts';

/** One logged packet. Byte views share the memory of their batch: copy what is kept longer than the callback. */
export interface NflogPacket {
  /** 2 IPv4, 10 IPv6, 7 bridge (AF_ numbers). */
  readonly family: number;
  readonly group: number;
  readonly prefix: string;
  /** UTC milliseconds with microsecond precision; the kernel's when it gives one, else arrival at the reader. */
  readonly timestampMs: number;
  readonly timestampSource: 'kernel' | 'arrival';
  readonly mark: number;
  /** netfilter hook: 0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting; undefined when not told. */
  readonly hook: number | undefined;
  readonly inIfindex: number | undefined;
  readonly outIfindex: number | undefined;
  /** Bridge ports, in the IP families only when the kernel knows them; in the bridge family in/out are the ports' bridge. */
  readonly physIn: number | undefined;
  readonly physOut: number | undefined;
  /** Link-layer header; for Ethernet destination (6), source (6), type (2). Empty for packets made by the box. */
  readonly hwHeader: Uint8Array;
  /** EtherType, e.g. 0x0800, 0x86dd. */
  readonly hwProtocol: number | undefined;
  /** Tag control information of an outer tag the device took off. */
  readonly vlanTci: number | undefined;
  /** From the network header on, at most copyRange bytes. */
  readonly payload: Uint8Array;
  /** Counts up by one per group from 0 at binding, modulo 2^32. */
  readonly seq: number;
}

const decoder = new TextDecoder();
const NOTHING = new Uint8Array(0);

export function readPacket(batch: PacketBatch, position: number): NflogPacket {
  const base = position * FIELD_COUNT;
  const field = (name: number): number => batch.index[base + name] ?? -1;
  const optional = (name: number): number | undefined => (field(name) < 0 ? undefined : field(name));
  const bytes = (at: number, length: number): Uint8Array =>
    field(at) < 0 ? NOTHING : batch.bytes.subarray(field(at), field(at) + field(length));
  const kernelTime = optional(FIELD.timestampMs);
  return {
    family: field(FIELD.family),
    group: field(FIELD.group),
    prefix: prefixText(bytes(FIELD.prefixAt, FIELD.prefixBytes)),
    timestampMs: kernelTime ?? field(FIELD.arrivalMs),
    timestampSource: kernelTime === undefined ? 'arrival' : 'kernel',
    mark: optional(FIELD.mark) ?? 0,
    hook: optional(FIELD.hook),
    inIfindex: optional(FIELD.inIfindex),
    outIfindex: optional(FIELD.outIfindex),
    physIn: optional(FIELD.physIn),
    physOut: optional(FIELD.physOut),
    hwHeader: bytes(FIELD.headerAt, FIELD.headerBytes),
    hwProtocol: optional(FIELD.hwProtocol),
    vlanTci: optional(FIELD.vlanTci),
    payload: bytes(FIELD.payloadAt, FIELD.payloadBytes),
    seq: field(FIELD.seq),
  };
}

function prefixText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
