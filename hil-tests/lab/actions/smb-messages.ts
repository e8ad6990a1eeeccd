/** Messages of Windows file sharing as far as the cases need them, each behind its NetBIOS length (RFC 1002 §4.3.1). */

const OLD = { negotiate: 0x72, setUp: 0x73, transaction2: 0x32, secondary: 0x33, largeTransaction: 0xa0 } as const;
const NEW = { negotiate: 0, setUp: 1, tree: 3, create: 5, write: 9, setInfo: 17 } as const;

function behindLength(message: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([length, message]);
}

/** [MS-CIFS] §2.2.3.1. */
export function oldMessage(command: keyof typeof OLD, body: Buffer = Buffer.alloc(3)): Buffer {
  const header = Buffer.alloc(32);
  header.write('\u00ffSMB', 'latin1');
  header[4] = OLD[command];
  header[9] = 0x18;
  header.writeUInt16LE(0xc807, 10);
  header.writeUInt16LE(0xfeff, 26);
  return behindLength(Buffer.concat([header, body]));
}

/** [MS-CIFS] §2.2.4.62: begins a transaction of more than 64 KiB, as no client of that time does. */
export function largeTransaction(): Buffer {
  const body = Buffer.alloc(39 + 200);
  body[0] = 19;
  body.writeUInt32LE(30, 4);
  body.writeUInt32LE(66_512, 8);
  return oldMessage('largeTransaction', body);
}

/** [MS-CIFS] §2.2.4.47: goes on with a transaction of another kind, which is the fault of MS17-010. */
export function wrongContinuation(): Buffer {
  const body = Buffer.alloc(19 + 512, 0x41);
  body[0] = 9;
  return oldMessage('secondary', body);
}

/** TRANS2_SESSION_SETUP, reserved and never used by a client: how the back door is asked whether it is there. */
export function backDoorQuestion(): Buffer {
  const body = Buffer.alloc(33);
  body[0] = 15;
  body[27] = 1;
  body.writeUInt16LE(0x0e, 29);
  return oldMessage('transaction2', body);
}

/** [MS-SMB2] §2.2.1.2. */
export function newMessage(command: keyof typeof NEW, number: number, body: Buffer): Buffer {
  const header = Buffer.alloc(64);
  header.write('\u00feSMB', 'latin1');
  header.writeUInt16LE(64, 4);
  header.writeUInt16LE(NEW[command], 12);
  header.writeUInt16LE(1, 14);
  header.writeUInt32LE(number, 24);
  return behindLength(Buffer.concat([header, body]));
}

export function fileWritten(number: number, content: Buffer): Buffer {
  const body = Buffer.alloc(48);
  body.writeUInt16LE(49, 0);
  body.writeUInt16LE(112, 2);
  body.writeUInt32LE(content.length, 4);
  return newMessage('write', number, Buffer.concat([body, content]));
}

/** [MS-SMB2] §2.2.39 with FileRenameInformation ([MS-FSCC] §2.4.42). */
export function fileRenamed(number: number, name: string): Buffer {
  const text = Buffer.from(name, 'utf16le');
  const body = Buffer.alloc(32 + 20);
  body.writeUInt16LE(33, 0);
  body[2] = 1;
  body[3] = 10;
  body.writeUInt32LE(20 + text.length, 4);
  body.writeUInt16LE(96, 8);
  body.writeUInt32LE(text.length, 48);
  return newMessage('setInfo', number, Buffer.concat([body, text]));
}

/** [MS-SMB2] §2.2.42.1 with a length that no message has: the fault of CVE-2020-0796. */
export function falselyPacked(): Buffer {
  const header = Buffer.alloc(16);
  header.write('\u00fcSMB', 'latin1');
  header.writeUInt32LE(0xffff_ffff, 4);
  header.writeUInt16LE(1, 8);
  return behindLength(Buffer.concat([header, Buffer.alloc(64, 0x41)]));
}

export function newNegotiation(): Buffer {
  const body = Buffer.alloc(36 + 6, 0);
  body.writeUInt16LE(36, 0);
  body.writeUInt16LE(3, 2);
  body.writeUInt16LE(1, 4);
  body.fill(0x5a, 12, 28); // the client's own number
  for (const [index, dialect] of [0x0202, 0x0210, 0x0302].entries()) body.writeUInt16LE(dialect, 36 + 2 * index);
  return newMessage('negotiate', 0, body);
}

/** Whole messages at the head of what came, and the rest. */
export function splitMessages(received: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let rest = received;
  while (rest.length >= 4 && rest.length >= 4 + rest.readUIntBE(1, 3)) {
    const end = 4 + rest.readUIntBE(1, 3);
    messages.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return { messages, rest };
}

/** What a server makes of a message: `old 33`, `new 17`, `packed`. */
export function kindOf(message: Buffer): string {
  const mark = message.toString('latin1', 4, 8);
  if (mark === '\u00ffSMB') return `old ${message[8]?.toString(16)}`;
  if (mark === '\u00feSMB') return `new ${message.readUInt16LE(16)}`;
  return mark === '\u00fcSMB' ? 'packed' : 'other';
}
