/** Servers of the lab's internet, in namespace `net`: web pages, bulk data, files (80), mail (25). */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bulkStream } from './bulk-data.ts';
import { keepReceipts, receiptOf } from './keep-receipts.ts';
import { FILE_KINDS, makeFile } from './make-file.ts';
import { receiveMail } from './receive-mail.ts';

const [web4 = '', web6 = '', mail4 = '', mail6 = '', mailLog = '', uploadLog = ''] = process.argv.slice(2);
const MOST_BULK = 1024 * 1024 * 1024;

function answerPage(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://web.example');
  const [, folder, ...rest] = url.pathname.split('/');
  if (folder === 'bulk') answerBulk(url, response);
  else if (folder === 'files') answerFile(rest, response);
  else if (folder === 'upload') takeFile(request, response, rest.at(-1) ?? '');
  else answerText(url, response);
}

function answerText(url: URL, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><title>${url.pathname}</title><p>A page of the lab's internet: ${url.pathname}</p>`);
}

function answerBulk(url: URL, response: ServerResponse): void {
  const bytes = Math.min(Number(url.searchParams.get('bytes') ?? 0) || 0, MOST_BULK);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes });
  bulkStream(bytes).pipe(response);
}

/** `/files/<length|chunked>/<kind>/<name>`: with Content-Length, or in chunks (RFC 9112 §7.1). */
function answerFile([shape, kind, name = '']: readonly string[], response: ServerResponse): void {
  const known = FILE_KINDS.find((candidate) => candidate === kind);
  if (known === undefined) {
    response.writeHead(404).end();
    return;
  }
  const content = makeFile(known, name);
  const length = shape === 'length' ? { 'content-length': content.length } : {};
  response.writeHead(200, { 'content-type': 'application/octet-stream', ...length });
  response.write(content);
  response.end();
}

function takeFile(request: IncomingMessage, response: ServerResponse, name: string): void {
  keepReceipts(request, uploadLog, (content) => receiptOf(name, content)).then(
    () => response.writeHead(201).end(),
    () => response.destroy(), // cut on the way; what came of it is noted already
  );
}

for (const address of [web4, web6]) createServer(answerPage).listen(80, address);
for (const address of [mail4, mail6]) receiveMail(address, mailLog);
process.stdout.write('ready\n');
