import { type Answer, type DecodedPacket, decode } from 'dns-packet';

const LONGEST_MESSAGE = 1500;
const MOST_RECORDS = 64;

export interface DnsMessage {
  readonly isResponse: boolean;
  readonly questions: readonly { readonly name: string; readonly type: string }[];
  readonly answers: readonly Answer[];
  /** Answers, additionals and authorities, at most sixty-four. */
  readonly records: readonly Answer[];
}

/** Null for what is no DNS message. The library throws there: on the wire that is an everyday thing. */
export function decodeDns(message: Uint8Array): DnsMessage | null {
  if (message.length > LONGEST_MESSAGE) return null;
  const packet = decodeOrNull(message);
  if (packet === null) return null;
  const answers = (packet.answers ?? []).slice(0, MOST_RECORDS);
  const others = [...(packet.additionals ?? []), ...(packet.authorities ?? [])];
  return {
    isResponse: packet.type === 'response',
    questions: (packet.questions ?? []).slice(0, MOST_RECORDS),
    answers,
    records: [...answers, ...others].slice(0, MOST_RECORDS),
  };
}

function decodeOrNull(message: Uint8Array): DecodedPacket | null {
  try {
    return decode(Buffer.from(message.buffer, message.byteOffset, message.byteLength));
  } catch {
    return null;
  }
}
