/**
 * One PC of the office moves files by every protocol.  carry-files.ts ADDRESS WAY/SHAPE/KIND/NAME …
 * WAY: http (SHAPE length, chunked, close, gzip), put (length, chunked), pop3, imap, ftp, ftp-put (SHAPE -).
 * Prints one JSON line a file: { name, bytes, sha256, ms }; of mails the sum of the whole message.
 */
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { receiptOf } from '../servers/keep-receipts.ts';
import { FILE_KINDS, makeFile } from '../servers/make-file.ts';
import { longEnough } from './long-enough.ts';

const [address = '', ...files] = process.argv.slice(2);
const LIMIT_MS = longEnough(10_000);
/** The slowest that an upload may be. */
const BYTES_A_MS = longEnough(1) > 1 ? 500 : 2000;

interface Wanted {
  readonly way: string;
  readonly shape: string;
  readonly path: string;
}

function content({ path }: Wanted): Buffer {
  const [kind, name = ''] = path.split('/');
  return makeFile(FILE_KINDS.find((known) => known === kind) ?? 'clean', name);
}

/** Everything that comes until the end, an error or so long without a byte. */
function collect(socket: Socket, isEnough: (soFar: Buffer) => boolean = () => false): Promise<Buffer> {
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(Buffer.concat(parts));
    };
    const timer = setTimeout(end, LIMIT_MS);
    socket.on('data', (chunk) => {
      timer.refresh();
      parts.push(chunk);
      if (isEnough(chunk)) end();
    });
    socket.on('end', end);
    socket.on('error', end);
  });
}

async function http(wanted: Wanted): Promise<Buffer> {
  const socket = connect(80, address);
  socket.write(`GET /${wanted.shape}/${wanted.path} HTTP/1.1\r\nHost: files.example\r\nConnection: close\r\n\r\n`);
  const raw = await collect(socket);
  const at = raw.indexOf('\r\n\r\n');
  const body = at < 0 ? Buffer.alloc(0) : raw.subarray(at + 4);
  if (wanted.shape === 'length' || wanted.shape === 'close') return body;
  const joined = joinChunks(body);
  if (wanted.shape === 'chunked') return joined;
  try {
    return gunzipSync(joined);
  } catch {
    return joined; // cut short: it cannot be unpacked, so the file did not arrive
  }
}

function joinChunks(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.subarray(at, end).toString('latin1'), 16);
    if (end < 0 || !(size > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

function put(wanted: Wanted): Promise<Buffer> {
  const file = content(wanted);
  const length = wanted.shape === 'length' ? { 'content-length': file.length } : {};
  return new Promise((resolve) => {
    const sent = request({
      host: address,
      path: `/put/${wanted.path}`,
      method: 'PUT',
      headers: { host: 'files.example', ...length },
      agent: false,
    });
    const end = (): void => {
      clearTimeout(timer);
      sent.destroy();
      resolve(Buffer.alloc(0));
    };
    const timer = setTimeout(end, LIMIT_MS + file.length / BYTES_A_MS);
    sent.on('response', end);
    sent.on('error', end);
    sent.write(file);
    sent.end();
  });
}

async function pop3({ path }: Wanted): Promise<Buffer> {
  const socket = connect(110, address);
  socket.write(`USER ${path}\r\nRETR 1\r\n`);
  return await collect(socket, (chunk) => chunk.subarray(-5).toString('latin1') === '\r\n.\r\n');
}

async function imap({ path }: Wanted): Promise<Buffer> {
  const socket = connect(143, address);
  socket.write(`a FETCH ${path}\r\n`);
  return await collect(socket, (chunk) => chunk.subarray(-8).toString('latin1').endsWith('a OK\r\n'));
}

async function ftp(wanted: Wanted): Promise<Buffer> {
  const control = connect(21, address);
  const said = collect(control, (chunk) => /^(226|426)/m.test(chunk.toString('latin1')));
  const port = await new Promise<number>((resolve) => {
    control.on('data', (chunk) => {
      const found = /\(\|\|\|(\d+)\|\)/.exec(chunk.toString('latin1'))?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    setTimeout(() => resolve(0), LIMIT_MS);
    control.write('EPSV\r\n');
  });
  control.write(`${wanted.way === 'ftp' ? 'RETR' : 'STOR'} ${wanted.path}\r\n`);
  await new Promise((resolve) => setTimeout(resolve, 100)); // the command first, as clients do
  const data = connect(port, address);
  if (wanted.way === 'ftp') {
    const got = await collect(data);
    control.destroy();
    return got;
  }
  data.on('error', () => undefined); // cut: the server notes what it has
  data.end(content(wanted));
  await said;
  return Buffer.alloc(0);
}

const WAYS: Readonly<Record<string, (wanted: Wanted) => Promise<Buffer>>> = {
  http,
  put,
  pop3,
  imap,
  ftp,
  'ftp-put': ftp,
};
for (const file of files) {
  const [way = '', shape = '', ...rest] = file.split('/');
  const began = performance.now();
  const got = await (WAYS[way] ?? http)({ way, shape, path: rest.join('/') });
  const told = { ...receiptOf(rest[1] ?? '', got), ms: Math.round(performance.now() - began) };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
process.exit(0);
