/**
 * How packets travel from the worker to the main thread: the datagram's bytes as received (transferred, not copied)
 * and one row of numbers per packet that says where in them the parts lie. −1 is "absent".
 *
 *   index: Float64Array  [ row 0 | row 1 | … ]   row = FIELD_COUNT numbers      bytes: Uint8Array  datagrams, one after another
 */
import { forEachAttribute, NFGEN_BYTES, NLMSG_HEADER_BYTES } from '../netlink/message.ts';
import * as protocol from './nflog-protocol.ts';

export const FIELD = {
  family: 0,
  group: 1,
  seq: 2,
  timestampMs: 3,
  mark: 4,
  inIfindex: 5,
  outIfindex: 6,
  physIn: 7,
  physOut: 8,
  hwProtocol: 9,
  hook: 10,
  payloadAt: 11,
  payloadBytes: 12,
  prefixAt: 13,
  prefixBytes: 14,
  headerAt: 15,
  headerBytes: 16,
  vlanTci: 17,
  arrivalMs: 18,
} as const;

export const FIELD_COUNT = 19;

export interface PacketBatch {
  readonly kind: 'batch';
  readonly bytes: Uint8Array;
  readonly index: Float64Array;
  readonly count: number;
}

/** Fills one row from the message between two offsets of `view`; false for a message that does not add up. */
export function writeRecord(row: Float64Array, view: DataView, start: number, end: number, arrivalMs: number): boolean {
  const attributes = start + NLMSG_HEADER_BYTES + NFGEN_BYTES;
  if (attributes > end) return false;
  row.fill(-1);
  row[FIELD.family] = view.getUint8(start + NLMSG_HEADER_BYTES);
  row[FIELD.group] = view.getUint16(start + NLMSG_HEADER_BYTES + 2, false);
  row[FIELD.arrivalMs] = arrivalMs;
  return forEachAttribute(view, attributes, end, (type, at, length) => writeField(row, view, type, at, length));
}

const NUMBER_FIELDS = new Map<number, number>([
  [protocol.NFULA_MARK, FIELD.mark],
  [protocol.NFULA_IFINDEX_INDEV, FIELD.inIfindex],
  [protocol.NFULA_IFINDEX_OUTDEV, FIELD.outIfindex],
  [protocol.NFULA_IFINDEX_PHYSINDEV, FIELD.physIn],
  [protocol.NFULA_IFINDEX_PHYSOUTDEV, FIELD.physOut],
  [protocol.NFULA_SEQ, FIELD.seq],
]);

function writeField(row: Float64Array, view: DataView, type: number, at: number, length: number): void {
  const numberField = NUMBER_FIELDS.get(type);
  if (numberField !== undefined) {
    if (length >= 4) row[numberField] = view.getUint32(at, false);
  } else if (type === protocol.NFULA_PACKET_HDR && length >= 3) {
    row[FIELD.hwProtocol] = view.getUint16(at, false);
    row[FIELD.hook] = view.getUint8(at + 2);
  } else if (type === protocol.NFULA_TIMESTAMP && length >= 16) {
    row[FIELD.timestampMs] = Number(view.getBigUint64(at)) * 1000 + Number(view.getBigUint64(at + 8)) / 1000;
  } else if (type === protocol.NFULA_PAYLOAD) {
    row[FIELD.payloadAt] = at;
    row[FIELD.payloadBytes] = length;
  } else if (type === protocol.NFULA_PREFIX) {
    row[FIELD.prefixAt] = at;
    row[FIELD.prefixBytes] = length;
  } else if (type === protocol.NFULA_HWHEADER || (type === protocol.NFULA_L2HDR && row[FIELD.headerAt] === -1)) {
    row[FIELD.headerAt] = at;
    row[FIELD.headerBytes] = length;
  } else if (type === protocol.NFULA_VLAN) {
    forEachAttribute(view, at, at + length, (inner, innerAt, innerLength) => {
      if (inner === 2 && innerLength >= 2) row[FIELD.vlanTci] = view.getUint16(innerAt, false);
    });
  }
}
