/** A mail server that notes what it got; used by the internet's mail exchanger and by the office's. */
import { createHash } from 'node:crypto';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { keepReceipts } from './keep-receipts.ts';
import { readAttachment } from './read-attachment.ts';

/** One line a mail in `file`: { from, bytes, sha256, attachment: { name, bytes, sha256 } | null, complete }. */
export function receiveMail(address: string, file: string): void {
  const options: SMTPServerOptions = {
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    size: 96 * 1024 * 1024,
    onData(stream, session, done) {
      const note = (raw: Buffer): object => {
        const sha256 = createHash('sha256').update(raw).digest('hex');
        return { from: session.remoteAddress, bytes: raw.length, sha256, attachment: readAttachment(raw) };
      };
      keepReceipts(stream, file, note).then(() => done(), done);
    },
  };
  const server = new SMTPServer(options);
  server.on('error', () => undefined); // a connection that was cut; what came of it is noted already
  server.listen(25, address);
}
