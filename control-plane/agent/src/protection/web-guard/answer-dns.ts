// The answer to a stopped DNS question, in the place of the server that never saw it: the name does not exist, or it has
// nothing of the asked type (RFC 1035 §4, RFC 2308). No start-of-authority record goes with it, so that nobody keeps the
// answer: an exception holds from the next question on.

export type DnsRefusal = 'no-such-name' | 'no-such-record';

const HEADER_BYTES = 12;
const LONGEST_NAME = 255;
const NXDOMAIN = 3;
/** Extended error 15, "Blocked" (RFC 8914 §4.16), in an OPT record (RFC 6891), for who said that he understands those. */
const OPT_BLOCKED = Buffer.from('00 0029 04d0 00000000 0006 000f 0002 000f'.replaceAll(' ', ''), 'hex');

/** Null for what is no question with exactly one name. The name goes back as it was written, capitals and all. */
export function answerDns(query: Uint8Array, refusal: DnsRefusal): Buffer | null {
  if (query.length < HEADER_BYTES) return null;
  const message = Buffer.from(query.buffer, query.byteOffset, query.byteLength);
  const flags = message.readUInt16BE(2);
  const isQuery = (flags & 0xf800) === 0; // QR and OPCODE
  const end = isQuery && message.readUInt16BE(4) === 1 ? endOfQuestion(message) : null;
  if (end === null) return null;
  const hasOptions = message.readUInt16BE(10) > 0 && message.length > end;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(message.readUInt16BE(0), 0);
  const recursion = flags & 0x0100;
  header.writeUInt16BE(0x8080 | recursion | (refusal === 'no-such-name' ? NXDOMAIN : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(hasOptions ? 1 : 0, 10);
  const options = hasOptions ? [OPT_BLOCKED] : [];
  return Buffer.concat([header, message.subarray(HEADER_BYTES, end), ...options]);
}

/** Over TCP a message has its length in front (RFC 1035 §4.2.2); some send the two in segments of their own. */
export function answerDnsOverTcp(payload: Uint8Array, refusal: DnsRefusal): Buffer | null {
  const told = payload.length < 2 ? -1 : ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  const query = told === payload.length - 2 ? payload.subarray(2) : payload;
  const answer = answerDns(query, refusal);
  if (answer === null) return null;
  const length = Buffer.alloc(2);
  length.writeUInt16BE(answer.length);
  return Buffer.concat([length, answer]);
}

function endOfQuestion(message: Buffer): number | null {
  let at = HEADER_BYTES;
  for (;;) {
    const length = message[at];
    if (length === undefined || length > 63 || at - HEADER_BYTES > LONGEST_NAME) return null;
    at += 1 + length;
    if (length === 0) return at + 4 <= message.length ? at + 4 : null;
  }
}
