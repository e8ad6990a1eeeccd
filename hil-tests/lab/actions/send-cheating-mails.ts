/**
 * Mails that try to cheat, one connection each.  send-cheating-mails.ts TO FROM_ADDRESS|- RECIPIENT KIND/NAME …
 * KIND of CHEATING_MAILS; NAME is the attachment's. Prints { name, accepted, sha256 } a mail.
 */
import { createHash } from 'node:crypto';
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { CHEATING_MAILS } from '../catalogue/mail.ts';
import { bulkBytes } from '../servers/bulk-data.ts';
import { longEnough } from './long-enough.ts';

const [to = '', bind = '', recipient = '', ...mails] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(4000);
const KINDS = Object.keys(CHEATING_MAILS) as (keyof typeof CHEATING_MAILS)[];

/** A zip whose one member asks for a password (APPNOTE 6.3.10 §4.4.4, bit 0); what is inside is nothing. */
function lockedZip(name: string): Buffer {
  const content = bulkBytes(2000);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(1, 2);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), content]);
  const listed = Buffer.concat([
    Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
    common,
    Buffer.alloc(14),
    Buffer.from(name),
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, listed, end]);
}

function attachmentOf(kind: (typeof KINDS)[number], name: string): Buffer {
  if (kind === 'locked-zip') return lockedZip('seikyusho.doc');
  return Buffer.concat([Buffer.from(`${name}\n`), bulkBytes(3000)]);
}

async function send(mail: string): Promise<{ name: string; accepted: boolean; sha256: string }> {
  const [kindName, name = ''] = mail.split('/');
  const kind = KINDS.find((candidate) => candidate === kindName) ?? 'ordinary';
  const transport = createTransport({
    ...{ host: to, port: 25, ignoreTLS: true, connectionTimeout: LONG_ENOUGH_MS, socketTimeout: LONG_ENOUGH_MS },
    ...(bind === '-' ? {} : { localAddress: bind }),
  });
  const content = attachmentOf(kind, name);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const words = CHEATING_MAILS[kind];
  try {
    const attachments = [{ filename: name, content }];
    const raw = await new MailComposer({ ...words, to: recipient, attachments }).compile().build();
    const from = /<([^>]+)>/.exec(words.from)?.[1] ?? '';
    await transport.sendMail({ envelope: { from, to: recipient }, raw });
    return { name, accepted: true, sha256 };
  } catch {
    return { name, accepted: false, sha256 };
  } finally {
    transport.close();
  }
}

const sent = mails.map((mail) => send(mail).then((told) => void process.stdout.write(`${JSON.stringify(told)}\n`)));
await Promise.all(sent);
