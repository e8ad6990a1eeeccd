// Pure: stored evidence → a capture file that Wireshark and tcpdump open. Format: the classic libpcap file,
// https://www.ietf.org/archive/id/draft-ietf-opsawg-pcap-04.html, LINKTYPE_RAW (101): each packet begins with its IP header.
import type { Detection } from '@omamori/contract/detection';
import { rebuildPacket } from './rebuild-packet.ts';

const MAGIC_MICROSECONDS = 0xa1b2_c3d4;
const LINKTYPE_RAW = 101;
const SNAP_LENGTH = 65_535;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;

export interface Excerpt {
  readonly bytes: Buffer;
  /** Length of the packet on the wire, where its header tells; never less than what is stored. */
  readonly whole: number;
}

/** null when nothing of the packet was stored. A payload alone gets the headers that its flow facts say. */
export function excerptOf(detection: Detection): Excerpt | null {
  const { evidence } = detection;
  if (evidence === null || evidence.base64 === '') return null;
  const stored = Buffer.from(evidence.base64, 'base64');
  if (evidence.kind === 'packet') return isIp(stored) ? { bytes: stored, whole: wholeOf(stored) } : null;
  const rebuilt = rebuildPacket(detection.flow, stored);
  return rebuilt === null ? null : { bytes: rebuilt, whole: rebuilt.length };
}

function isIp(bytes: Buffer): boolean {
  const version = (bytes[0] ?? 0) >> 4;
  return (version === 4 && bytes.length >= 20) || (version === 6 && bytes.length >= 40);
}

function wholeOf(bytes: Buffer): number {
  const told = (bytes[0] ?? 0) >> 4 === 4 ? bytes.readUInt16BE(2) : 40 + bytes.readUInt16BE(4);
  return Math.max(told, bytes.length);
}

/** Packets in the order given; undefined when no detection holds bytes of one. */
export function captureOf(detections: readonly Detection[]): Buffer | undefined {
  const packets = detections.flatMap((detection) => {
    const excerpt = excerptOf(detection);
    return excerpt === null ? [] : [packetOf(excerpt, Date.parse(detection.at))];
  });
  if (packets.length === 0) return undefined;
  const header = Buffer.alloc(FILE_HEADER);
  header.writeUInt32LE(MAGIC_MICROSECONDS, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(SNAP_LENGTH, 16);
  header.writeUInt32LE(LINKTYPE_RAW, 20);
  return Buffer.concat([header, ...packets]);
}

function packetOf({ bytes, whole }: Excerpt, atMs: number): Buffer {
  const header = Buffer.alloc(PACKET_HEADER);
  // A box without a clock may say a time before 1970; the format has none.
  const at = Math.max(0, atMs);
  header.writeUInt32LE(Math.floor(at / 1_000) % 2 ** 32, 0);
  header.writeUInt32LE((at % 1_000) * 1_000, 4);
  header.writeUInt32LE(bytes.length, 8);
  header.writeUInt32LE(whole, 12);
  return Buffer.concat([header, bytes]);
}
