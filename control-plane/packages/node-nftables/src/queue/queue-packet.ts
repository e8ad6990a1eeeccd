import { Attributes } from '../netlink/attributes.ts';
import { NFGEN_BYTES, NLMSG_HEADER_BYTES } from '../netlink/message.ts';
import * as protocol from './nfqueue-protocol.ts';

/** One packet that waits for its verdict. The payload is a copy and may be kept. */
export interface QueuePacket {
  readonly id: number;
  /** netfilter hook: 0 prerouting, 1 input, 2 forward, 3 output, 4 postrouting. */
  readonly hook: number;
  /** EtherType. */
  readonly hwProtocol: number;
  readonly mark: number;
  readonly inIfindex: number | undefined;
  readonly outIfindex: number | undefined;
  readonly physIn: number | undefined;
  readonly physOut: number | undefined;
  /** From the network header on, at most copyRange bytes. */
  readonly payload: Uint8Array;
  /** Length of the whole packet. */
  readonly length: number;
}

const NOTHING = new Uint8Array(0);

export function readQueuePacket(view: DataView, start: number, end: number): QueuePacket | undefined {
  const attributes = new Attributes(view, start + NLMSG_HEADER_BYTES + NFGEN_BYTES, end);
  const header = attributes.bytes(protocol.NFQA_PACKET_HDR);
  if (header === undefined || header.length < 7) return undefined;
  const fields = new DataView(header.buffer);
  const payload = attributes.bytes(protocol.NFQA_PAYLOAD) ?? NOTHING;
  return {
    id: fields.getUint32(0, false),
    hwProtocol: fields.getUint16(4, false),
    hook: fields.getUint8(6),
    mark: attributes.u32(protocol.NFQA_MARK) ?? 0,
    inIfindex: attributes.u32(protocol.NFQA_IFINDEX_INDEV),
    outIfindex: attributes.u32(protocol.NFQA_IFINDEX_OUTDEV),
    physIn: attributes.u32(protocol.NFQA_IFINDEX_PHYSINDEV),
    physOut: attributes.u32(protocol.NFQA_IFINDEX_PHYSOUTDEV),
    payload,
    length: attributes.u32(protocol.NFQA_CAP_LEN) ?? payload.length,
  };
}
