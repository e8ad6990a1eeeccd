// The packets that answer a stopped one at once: to the client what it can understand, to the server the end of the
// connection. Pure. Over TCP the stream goes on exactly where the client stopped listening (RFC 9293 §3.4), so a client
// that sent several requests takes the page for the answer to the oldest that is open, and the connection ends there.
import { answerDns, answerDnsOverTcp, type DnsRefusal } from './answer-dns.ts';
import {
  buildTcp,
  buildUdp,
  buildUnreachable,
  type PacketEnds,
  TCP_ACK,
  TCP_FIN,
  TCP_PUSH,
  TCP_RST,
} from './build-packet.ts';
import type { HeldPacket } from './read-packet.ts';

/** Fits every path of an office with room for tunnels; the page is a few segments. */
const SEGMENT_BYTES = 1200;
const METHOD = /^([A-Z]{3,16}) \S+ HTTP\/1\.[01]\r?\n/;
const NOTHING = Buffer.alloc(0);

/** A question to a name server, UDP or TCP; none for what is no question. */
export function forgeDnsAnswer(held: HeldPacket, refusal: DnsRefusal): Buffer[] {
  if (held.tcp === null) {
    const answer = answerDns(held.payload, refusal);
    return answer === null ? [] : [buildUdp(toClient(held), answer)];
  }
  const answer = answerDnsOverTcp(held.payload, refusal);
  return answer === null ? cutConnection(held) : [...sayAndEnd(held, answer), ...endAtServer(held)];
}

/** Over UDP there is no connection to end: "port unreachable", by which programs take another way at once. */
export function forgeUnreachable(held: HeldPacket, packet: Uint8Array): Buffer[] {
  return held.tcp === null ? [buildUnreachable(toClient(held), packet)] : [];
}

/** The page in the place of the server's; a request that does not begin in this packet ends the connection instead. */
export function forgeWebAnswer(held: HeldPacket, page: Buffer): Buffer[] {
  if (held.tcp === null) return [];
  const [, method] = METHOD.exec(Buffer.from(held.payload.subarray(0, 4096)).toString('latin1')) ?? [];
  if (method === undefined) return cutConnection(held);
  return [...sayAndEnd(held, answerWith(page, method === 'HEAD')), ...endAtServer(held)];
}

/** RFC 9110 §15.5.4. Nothing of it may be kept: the exception holds from the next request on. */
function answerWith(page: Buffer, headOnly: boolean): Buffer {
  const head = [
    'HTTP/1.1 403 Forbidden',
    'Content-Type: text/html; charset=utf-8',
    `Content-Length: ${page.length}`,
    'Content-Language: ja, en',
    'Cache-Control: no-store',
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'",
    'X-Content-Type-Options: nosniff',
    'Connection: close',
    '',
    '',
  ].join('\r\n');
  return headOnly ? Buffer.from(head) : Buffer.concat([Buffer.from(head), page]);
}

function sayAndEnd(held: HeldPacket, bytes: Buffer): Buffer[] {
  const { sequence, acknowledged } = positions(held);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += SEGMENT_BYTES) {
    const payload = bytes.subarray(at, at + SEGMENT_BYTES);
    const isLast = at + SEGMENT_BYTES >= bytes.length;
    const flags = TCP_ACK | (isLast ? TCP_PUSH | TCP_FIN : 0);
    parts.push(buildTcp(toClient(held), { sequence: acknowledged + at, acknowledged: sequence, flags, payload }));
  }
  return parts;
}

/** RST to both: what the client asked never came to the server, whose next expected byte is the packet's first. */
function cutConnection(held: HeldPacket): Buffer[] {
  const { sequence, acknowledged } = positions(held);
  const flags = TCP_RST | TCP_ACK;
  const reset = buildTcp(toClient(held), { sequence: acknowledged, acknowledged: sequence, flags, payload: NOTHING });
  return [reset, ...endAtServer(held)];
}

function endAtServer(held: HeldPacket): Buffer[] {
  const sequence = held.tcp?.sequence ?? 0;
  const acknowledged = held.tcp?.acknowledged ?? 0;
  return [buildTcp(held, { sequence, acknowledged, flags: TCP_RST | TCP_ACK, payload: NOTHING })];
}

/** Where both directions go on after this packet. */
function positions({ tcp, payload }: HeldPacket): { sequence: number; acknowledged: number } {
  return { sequence: (tcp?.sequence ?? 0) + payload.length, acknowledged: tcp?.acknowledged ?? 0 };
}

function toClient({ family, source, destination, sourcePort, destinationPort }: HeldPacket): PacketEnds {
  return {
    family,
    source: destination,
    destination: source,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
}
