/** Servers of the lab's internet, in namespace `net`: web pages and bulk data (80), mail (25). */
import { createHash } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { bulkStream } from './bulk-data.ts';

const [web4 = '', web6 = '', mail4 = '', mail6 = '', mailLog = ''] = process.argv.slice(2);
const MOST_BULK = 1024 * 1024 * 1024;

function answerPage(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://web.example');
  if (url.pathname === '/bulk') {
    const bytes = Math.min(Number(url.searchParams.get('bytes') ?? 0) || 0, MOST_BULK);
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
    bulkStream(bytes).pipe(response);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>${url.pathname}</title><p>A page of the lab's internet: ${url.pathname}</p>`);
}

/** Notes what was received by checksum only: a mail's text is nobody's business. */
const mailOptions: SMTPServerOptions = {
  disabledCommands: ['AUTH', 'STARTTLS'],
  size: 50 * 1024 * 1024,
  onData(stream, session, done) {
    const hash = createHash('sha256');
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      bytes += chunk.length;
    });
    stream.on('end', () => {
      const line = JSON.stringify({ from: session.remoteAddress, bytes, sha256: hash.digest('hex') });
      appendFile(mailLog, `${line}\n`).then(() => done(), done);
    });
  },
};

for (const address of [web4, web6]) createServer(answerPage).listen(80, address);
for (const address of [mail4, mail6]) new SMTPServer(mailOptions).listen(25, address);
process.stdout.write('ready\n');
