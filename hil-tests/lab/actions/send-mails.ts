/**
 * Mails with one attachment each.  send-mails.ts TO FROM_ADDRESS|- SENDER RECIPIENT KIND/NAME …
 * Prints one JSON line a mail: { name, accepted, detail }.
 */
import { createTransport } from 'nodemailer';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import { INVOICE_MAIL } from '../catalogue/mail.ts';
import { FILE_KINDS, makeFile } from '../servers/make-file.ts';
import { longEnough } from './long-enough.ts';

const [to = '', bind = '', from = '', recipient = '', ...files] = process.argv.slice(2);
/** And longer for what takes its time to be read on the way. */
const LONG_ENOUGH_MS = longEnough(8000);
const BYTES_A_MS = 400;

async function send(file: string): Promise<{ name: string; accepted: boolean; detail: string | null }> {
  const [kindName, name = ''] = file.split('/');
  const kind = FILE_KINDS.find((candidate) => candidate === kindName) ?? 'clean';
  const content = makeFile(kind, name);
  const timeout = LONG_ENOUGH_MS + content.length / BYTES_A_MS;
  const transport = createTransport({
    host: to,
    port: 25,
    ignoreTLS: true,
    connectionTimeout: LONG_ENOUGH_MS,
    socketTimeout: timeout,
    ...(bind === '-' ? {} : { localAddress: bind }),
  });
  try {
    // In one piece, as a mail server sends what it has stored: the end of the mail is in the packet of its last lines.
    const attachments = [{ filename: name, content }];
    const raw = await new MailComposer({ from, to: recipient, ...INVOICE_MAIL, attachments }).compile().build();
    await transport.sendMail({ envelope: { from, to: recipient }, raw });
    return { name, accepted: true, detail: null };
  } catch (thrown) {
    return { name, accepted: false, detail: thrown instanceof Error ? thrown.message : String(thrown) };
  } finally {
    transport.close();
  }
}

const sent = files.map((file) => send(file).then((told) => void process.stdout.write(`${JSON.stringify(told)}\n`)));
await Promise.all(sent);
