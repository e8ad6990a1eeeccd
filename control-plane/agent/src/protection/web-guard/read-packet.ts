// A dropped packet, from its IP header on, as the engine gives it: what an answer in its place needs. Never throws.

export interface HeldPacket {
  readonly family: 4 | 6;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Of TCP (RFC 9293 §3.1); null for UDP. */
  readonly tcp: { readonly sequence: number; readonly acknowledged: number } | null;
  readonly payload: Uint8Array;
}

const TCP = 6;
const UDP = 17;

/** Null for anything but TCP and UDP, for later fragments, IPv6 extension headers and packets cut short. */
export function readPacket(bytes: Uint8Array): HeldPacket | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4 && bytes.length >= 20) return readIpv4(bytes, view);
  if (version === 6 && bytes.length >= 40) {
    const end = Math.min(bytes.length, 40 + view.getUint16(4));
    return readTransport(bytes, view, { family: 6, protocol: bytes[6] ?? 0, at: 40, end });
  }
  return null;
}

function readIpv4(bytes: Uint8Array, view: DataView): HeldPacket | null {
  const at = ((bytes[0] ?? 0) & 0x0f) * 4;
  const isLaterFragment = (view.getUint16(6) & 0x1fff) !== 0;
  if (at < 20 || isLaterFragment) return null;
  const end = Math.min(bytes.length, view.getUint16(2) || bytes.length); // 0: a segmented packet longer than the field
  return readTransport(bytes, view, { family: 4, protocol: bytes[9] ?? 0, at, end });
}

interface Place {
  readonly family: 4 | 6;
  readonly protocol: number;
  readonly at: number;
  readonly end: number;
}

function readTransport(bytes: Uint8Array, view: DataView, { family, protocol, at, end }: Place): HeldPacket | null {
  const least = protocol === TCP ? 20 : protocol === UDP ? 8 : Number.POSITIVE_INFINITY;
  if (end - at < least) return null;
  const headerBytes = protocol === TCP ? ((bytes[at + 12] ?? 0) >> 4) * 4 : 8;
  if (headerBytes < least || at + headerBytes > end) return null;
  const [source, destination] = family === 4 ? [12, 16] : [8, 24];
  const width = family === 4 ? 4 : 16;
  const tcp = { sequence: view.getUint32(at + 4), acknowledged: protocol === TCP ? view.getUint32(at + 8) : 0 };
  return {
    family,
    source: bytes.subarray(source, source + width),
    destination: bytes.subarray(destination, destination + width),
    sourcePort: view.getUint16(at),
    destinationPort: view.getUint16(at + 2),
    tcp: protocol === TCP ? tcp : null,
    payload: bytes.subarray(at + headerBytes, end),
  };
}
