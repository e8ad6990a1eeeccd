/**
 * Files by HTTP at one PC of the office.  move-files.ts WEB_ADDRESS WAY/SHAPE/KIND/NAME …
 * WAY: `down` or `up`; SHAPE: `length` or `chunked`. Prints one JSON line a file: { name, bytes, sha256, complete }
 * with what this end got of a download; of an upload only whether the server answered.
 */
import { type ClientRequest, request } from 'node:http';
import { receiptOf } from '../servers/keep-receipts.ts';
import { FILE_KINDS, makeFile } from '../servers/make-file.ts';
import { longEnough } from './long-enough.ts';

const [address = '', ...files] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(5000);
/** On a slow machine a file may take its time as long as something moves; what is clean ends by itself in any case. */
const MOST_MS = 4 * LONG_ENOUGH_MS;

interface Transfer {
  readonly way: string;
  readonly shape: string;
  readonly kind: string;
  readonly name: string;
}

function open({ way, shape, kind, name }: Transfer, content: Buffer): ClientRequest {
  const path = way === 'down' ? `/files/${shape}/${kind}/${name}` : `/upload/${name}`;
  const length = way === 'up' && shape === 'length' ? { 'content-length': content.length } : {};
  const headers = { host: 'www.web.example', 'user-agent': 'Mozilla/5.0', ...length };
  return request({ host: address, path, method: way === 'down' ? 'GET' : 'PUT', headers, agent: false });
}

function move(transfer: Transfer): Promise<object> {
  const kind = FILE_KINDS.find((candidate) => candidate === transfer.kind) ?? 'clean';
  const content = transfer.way === 'up' ? makeFile(kind, transfer.name) : Buffer.alloc(0);
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    const sent = open(transfer, content);
    const end = (complete: boolean): void => {
      clearTimeout(timer);
      sent.destroy();
      resolve({ ...receiptOf(transfer.name, Buffer.concat(parts)), complete });
    };
    const timer = setTimeout(() => end(false), MOST_MS);
    if (kind !== 'clean') sent.setTimeout(LONG_ENOUGH_MS, () => end(false));
    sent.on('response', (response) => {
      response.on('data', (chunk: Buffer) => parts.push(chunk));
      response.on('end', () => end(response.complete));
      response.on('error', () => end(false));
    });
    sent.on('error', () => end(false));
    if (content.length > 0) sent.write(content);
    sent.end();
  });
}

const moved = files.map((file) => {
  const [way = '', shape = '', kind = '', name = ''] = file.split('/');
  return move({ way, shape, kind, name }).then((told) => void process.stdout.write(`${JSON.stringify(told)}\n`));
});
await Promise.all(moved);
