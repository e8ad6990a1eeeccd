import { type ParsedFrame, PROTOCOL_TCP } from '../platform/parse-frame.ts';
import { factOf, isDeviceMac, type Sighting, sightingOf } from './sighting.ts';

const SYN = 0x02;
const SYN_ACK = 0x12;
const FIXED_BYTES = 20;
/** Systems begin with one of these; each router on the way takes one off. */
const BEGINNINGS = [64, 128, 255] as const;
const MOST_HOPS = 6;
const WORDS: Readonly<Record<number, string>> = { 1: 'nop', 2: 'mss', 3: 'ws', 4: 'sack', 8: 'ts' };

/**
 * The first packet of a connection as a system writes it: where its time to live begins and the order of its options.
 * One that was passed on already says nothing of its sender, but that the sender of the frame passes others on.
 * An address is taken only from what was passed on by nobody.
 */
export function readSyn(
  frame: ParsedFrame,
  bytes: Uint8Array,
  networkAt: number,
  senderMac: string | null,
): Sighting | null {
  const at = tcpStart(frame, bytes, networkAt);
  const hops = bytes[networkAt + (frame.family === 4 ? 8 : 7)] ?? 0;
  if (!isDeviceMac(senderMac) || at === null || ((bytes[at + 13] ?? 0) & SYN_ACK) !== SYN) return null;
  const begun = BEGINNINGS.find((most) => most >= hops) ?? 255;
  const passed = begun - hops;
  if (passed > MOST_HOPS) return null;
  if (passed > 0)
    return { ...sightingOf(senderMac, [], [], [factOf('passes-on', `TTL ${hops}`)]), carries: frame.source };
  return sightingOf(senderMac, [frame.source], [], [factOf('tcp', `${begun} ${optionWords(bytes, at)}`)]);
}

/** Behind the IP header; an IPv6 packet with extension headers before its TCP is left alone. */
function tcpStart({ family }: ParsedFrame, bytes: Uint8Array, networkAt: number): number | null {
  const at = networkAt + (family === 6 ? 40 : ((bytes[networkAt] ?? 0) & 0x0f) * 4);
  if (family === 6 && bytes[networkAt + 6] !== PROTOCOL_TCP) return null;
  return at + FIXED_BYTES <= bytes.length ? at : null;
}

function optionWords(bytes: Uint8Array, tcpAt: number): string {
  const end = Math.min(bytes.length, tcpAt + ((bytes[tcpAt + 12] ?? 0) >> 4) * 4);
  const words: string[] = [];
  for (let at = tcpAt + FIXED_BYTES; at < end && words.length < 16; ) {
    const kind = bytes[at] ?? 0;
    if (kind === 0) {
      words.push('end');
      break;
    }
    words.push(WORDS[kind] ?? String(kind));
    const length = kind === 1 ? 1 : (bytes[at + 1] ?? 0);
    if (length === 0 || (kind !== 1 && length < 2)) break;
    at += length;
  }
  return words.join(',');
}
