import type { NflogPacket } from 'node-nftables';
import { macText } from '../../platform/ip-text.ts';
import { parseFrame } from '../../platform/parse-frame.ts';
import { BLOCK_REASONS, type Block, type BlockReason, protocolName } from './block.ts';

const PREFIX = /^om:([a-z-]{1,12}):([A-Za-z0-9/._-]{1,48})$/;
const PACKET_BYTES = 256;

/** A logged packet of the block group; null when the prefix is not ours or the frame is no IP packet. */
export function readBlock(packet: NflogPacket, bootMs: number): Block | null {
  const [, name, detail] = PREFIX.exec(packet.prefix) ?? [];
  const reason = BLOCK_REASONS.find((known): known is BlockReason => known === name);
  if (reason === undefined || detail === undefined) return null;
  const frame = parseFrame(packet.hwProtocol ?? etherTypeOf(packet.hwHeader), packet.payload);
  if (frame === null) return null;
  const tagged = packet.vlanTci === undefined ? frame.vlan : [packet.vlanTci & 0x0fff, ...frame.vlan];
  return {
    reason,
    detail,
    atMs: packet.timestampMs,
    seenMs: bootMs,
    source: frame.source,
    sourcePort: frame.sourcePort,
    destination: frame.destination,
    destinationPort: frame.destinationPort,
    protocol: protocolName(frame.protocol),
    sourceMac: macText(packet.hwHeader, 6),
    destinationMac: macText(packet.hwHeader, 0),
    vlan: tagged,
    // Copied: the batch that the bytes belong to must not live as long as a queued detection.
    packet: packet.payload.slice(0, PACKET_BYTES),
    recovered: false,
  };
}

export function etherTypeOf(hwHeader: Uint8Array): number {
  return hwHeader.length < 14 ? 0 : ((hwHeader[12] ?? 0) << 8) | (hwHeader[13] ?? 0);
}
