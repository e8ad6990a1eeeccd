/** What the replay must know of a frame: who speaks to whom, and what a bridge makes of its bytes. */
export interface FrameFacts {
  /** Text forms of the ends: addresses of IP or, without IP, of Ethernet; IPv6 in full. */
  readonly source: string;
  readonly destination: string;
  /** null outside IP. */
  readonly family: 4 | 6 | null;
  /** Same for both directions of a conversation. */
  readonly conversation: string;
  /** Part of a larger packet: the kernel holds it until the last part came. */
  readonly isFragment: boolean;
  /** Bytes that belong to the frame; what follows them is padding, which the bridge's IP checks cut off. */
  readonly length: number;
  /** br_netfilter validates the IP header and refuses this one (kernel, br_netfilter_hooks.c, br_validate_ipv4/6). */
  readonly refusedByKernel: boolean;
}

const TAGS = new Set([0x8100, 0x88a8]);
const PPPOE_SESSION = 0x8864;

export function readFrame(frame: Uint8Array): FrameFacts {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length);
  const { type, at } = findPayload(view);
  if (type === 0x0800) return readIpv4(view, at);
  if (type === 0x86dd) return readIpv6(view, at);
  const source = hexOf(view, 6, 6);
  const destination = hexOf(view, 0, 6);
  const conversation = [`type ${type.toString(16)}`, ...[source, destination].sort()].join(' ');
  const length = frame.length;
  return { source, destination, family: null, conversation, isFragment: false, length, refusedByKernel: false };
}

/** Where the IP header begins; null when there is none. */
export function placeOfIp(view: DataView): { readonly family: 4 | 6; readonly at: number } | null {
  const { type, at } = findPayload(view);
  if (type === 0x0800) return { family: 4, at };
  return type === 0x86dd ? { family: 6, at } : null;
}

/** Behind up to two tags, and inside PPPoE. */
function findPayload(view: DataView): { type: number; at: number } {
  let at = 14;
  let type = view.getUint16(12);
  for (let tags = 0; tags < 2 && TAGS.has(type) && view.byteLength >= at + 4; tags++) {
    type = view.getUint16(at + 2);
    at += 4;
  }
  if (type === PPPOE_SESSION && view.byteLength >= at + 8) {
    const inner = { 33: 0x0800, 87: 0x86dd }[view.getUint16(at + 6)];
    if (inner !== undefined) return { type: inner, at: at + 8 };
  }
  return { type, at };
}

function readIpv4(view: DataView, at: number): FrameFacts {
  const room = view.byteLength - at;
  if (room < 20) return broken(view, 4);
  const headerLength = (view.getUint8(at) & 15) * 4;
  const total = view.getUint16(at + 2);
  const refusedByKernel =
    view.getUint8(at) >> 4 !== 4 ||
    headerLength < 20 ||
    headerLength > room ||
    total > room ||
    total < headerLength ||
    onesSum(view, at, headerLength) !== 0xffff;
  const fragment = view.getUint16(at + 6);
  const facts = {
    source: dotted(view, at + 12),
    destination: dotted(view, at + 16),
    family: 4 as const,
    isFragment: (fragment & 0x3fff) !== 0,
    length: refusedByKernel ? view.byteLength : at + total,
    refusedByKernel,
  };
  return { ...facts, conversation: nameConversation(facts, view.getUint8(at + 9), view, at + headerLength) };
}

function readIpv6(view: DataView, at: number): FrameFacts {
  const room = view.byteLength - at;
  if (room < 40) return broken(view, 6);
  const payload = view.getUint16(at + 4);
  const isJumbo = payload === 0 && view.getUint8(at + 6) === 0;
  const refusedByKernel = view.getUint8(at) >> 4 !== 6 || (!isJumbo && payload + 40 > room);
  const { protocol, offset, isFragment } = skipExtensions(view, at);
  const facts = {
    source: hexOf(view, at + 8, 16),
    destination: hexOf(view, at + 24, 16),
    family: 6 as const,
    isFragment,
    length: refusedByKernel || isJumbo ? view.byteLength : at + 40 + payload,
    refusedByKernel,
  };
  return { ...facts, conversation: nameConversation(facts, protocol, view, offset) };
}

function skipExtensions(view: DataView, at: number): { protocol: number; offset: number; isFragment: boolean } {
  let protocol = view.getUint8(at + 6);
  let offset = at + 40;
  let isFragment = false;
  for (let headers = 0; headers < 8 && view.byteLength >= offset + 8; headers++) {
    const isOption = [0, 43, 60, 135].includes(protocol);
    if (!isOption && protocol !== 44) break;
    isFragment ||= protocol === 44;
    protocol = view.getUint8(offset);
    offset += isOption ? (view.getUint8(offset + 1) + 1) * 8 : 8;
  }
  return { protocol, offset, isFragment };
}

type Ends = { readonly source: string; readonly destination: string; readonly isFragment: boolean };

/** Later fragments have no ports: all fragments of two ends are one conversation. */
function nameConversation(ends: Ends, protocol: number, view: DataView, at: number): string {
  const hasPorts = [6, 17, 132].includes(protocol) && !ends.isFragment && view.byteLength >= at + 4;
  const [from, to] = hasPorts ? [view.getUint16(at), view.getUint16(at + 2)] : [0, 0];
  return [`ip ${protocol}`, ...[`${ends.source} ${from}`, `${ends.destination} ${to}`].sort()].join(' ');
}

function broken(view: DataView, family: 4 | 6): FrameFacts {
  const [source, destination] = [hexOf(view, 6, 6), hexOf(view, 0, 6)];
  const conversation = `broken ${family}`;
  return {
    source,
    destination,
    family: null,
    conversation,
    isFragment: false,
    length: view.byteLength,
    refusedByKernel: true,
  };
}

/** One's complement sum (RFC 1071); 0xffff over a header with a right checksum. */
export function onesSum(view: DataView, at: number, length: number): number {
  let sum = length % 2 === 0 ? 0 : view.getUint8(at + length - 1) << 8;
  for (let offset = 0; offset + 1 < length; offset += 2) sum += view.getUint16(at + offset);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

function dotted(view: DataView, at: number): string {
  return [0, 1, 2, 3].map((offset) => view.getUint8(at + offset)).join('.');
}

function hexOf(view: DataView, at: number, length: number): string {
  return Buffer.from(view.buffer, view.byteOffset + at, length)
    .toString('hex')
    .replace(/(.{4})(?=.)/g, '$1:');
}
