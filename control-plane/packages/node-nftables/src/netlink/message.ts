/**
 * linux/netlink.h and linux/netfilter/nfnetlink.h. Headers are in host order (little-endian on both our
 * architectures), values inside nfnetlink attributes in network order.
 *
 *   nlmsghdr  { u32 len; u16 type; u16 flags; u32 seq; u32 pid }   nfgenmsg { u8 family; u8 version; be16 res_id }
 *   nlattr    { u16 len; u16 type } value, padded to 4             type = subsystem << 8 | message
 */
export const NLMSG_ERROR = 2;
export const NLM_F_REQUEST = 1;
export const NLM_F_ACK = 4;
export const NLMSG_HEADER_BYTES = 16;
export const NFGEN_BYTES = 4;
const NLA_TYPE_MASK = 0x3fff;

export interface Attribute {
  readonly type: number;
  readonly value: Uint8Array;
}

/** One nfnetlink request of well under 4 KiB. */
export function buildRequest(
  type: number,
  sequence: number,
  family: number,
  resourceId: number,
  attributes: readonly Attribute[],
): Uint8Array {
  let length = NLMSG_HEADER_BYTES + NFGEN_BYTES;
  for (const { value } of attributes) length += align(4 + value.length);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length, true);
  view.setUint16(4, type, true);
  view.setUint16(6, NLM_F_REQUEST | NLM_F_ACK, true);
  view.setUint32(8, sequence, true);
  view.setUint8(16, family);
  view.setUint16(18, resourceId, false);
  let offset = NLMSG_HEADER_BYTES + NFGEN_BYTES;
  for (const attribute of attributes) {
    view.setUint16(offset, 4 + attribute.value.length, true);
    view.setUint16(offset + 2, attribute.type, true);
    bytes.set(attribute.value, offset + 4);
    offset += align(4 + attribute.value.length);
  }
  return bytes;
}

/** Calls back for each whole message; returns false when the bytes do not add up (the rest is then skipped). */
export function forEachMessage(
  view: DataView,
  length: number,
  onMessage: (type: number, start: number, end: number) => void,
): boolean {
  let offset = 0;
  while (offset + NLMSG_HEADER_BYTES <= length) {
    const size = view.getUint32(offset, true);
    if (size < NLMSG_HEADER_BYTES || offset + size > length) return false;
    onMessage(view.getUint16(offset + 4, true), offset, offset + size);
    offset += align(size);
  }
  return offset >= length;
}

/** Attributes between two offsets: type, offset and length of the value. Returns false when they do not add up. */
export function forEachAttribute(
  view: DataView,
  start: number,
  end: number,
  onAttribute: (type: number, offset: number, length: number) => void,
): boolean {
  let offset = start;
  while (offset + 4 <= end) {
    const size = view.getUint16(offset, true);
    if (size < 4 || offset + size > end) return false;
    onAttribute(view.getUint16(offset + 2, true) & NLA_TYPE_MASK, offset + 4, size - 4);
    offset += align(size);
  }
  return offset >= end;
}

export function be16(value: number): Uint8Array {
  return Uint8Array.of((value >>> 8) & 255, value & 255);
}

export function be32(value: number): Uint8Array {
  return Uint8Array.of((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function align(length: number): number {
  return (length + 3) & ~3;
}
