/** One captured packet, the same for every file format. */
export interface CapturePacket {
  /** Nanoseconds since 1970; files without times give that of the packet before, or 0. */
  readonly timestampNs: bigint;
  /** LINKTYPE_ value (tcpdump.org/linktypes.html); without the bits about a frame check sequence. */
  readonly linkType: number;
  /** The bytes that were kept, at most MAX_PACKET_BYTES; a copy of its own. */
  readonly data: Uint8Array;
  /** Length on the wire; more than `data` where the capture cut packets. */
  readonly originalLength: number;
  /** Index of the interface in the file, over all sections; 0 in classic files. */
  readonly interface: number;
}

/** libpcap's MAXIMUM_SNAPLEN; a longer record is damage, not a packet. */
export const MAX_PACKET_BYTES = 262_144;
