/**
 * Hosts of dangerous and of clean sites in the lab's internet, in namespace `net`.  lures.ts RECEIPTS ADDRESS …
 * Notes on 80 and 443 what a visitor named, in an HTTP request or in a ClientHello, and answers anything at all:
 * { to, port, names } with the names of the lab that the whole request holds.
 */
import { appendFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { CLEAN_VISITS, DANGEROUS_VISITS } from '../dangerous-sites.ts';

const [receipts = '', ...addresses] = process.argv.slice(2);
const NAMES = [...DANGEROUS_VISITS, ...CLEAN_VISITS].map((name) => name.toLowerCase());
const MOST_READ = 64 * 1024;
const PAGE = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok';
/** handshake_failure (RFC 8446 §6): enough to show that the visitor was heard. */
const ALERT = Buffer.from('15030100020228', 'hex');

/** The whole name: neither what is below it nor what only ends in the same letters. */
function holds(text: string, name: string): boolean {
  return new RegExp(`(?<![a-z0-9.-])${name.replaceAll('.', '\\.')}(?![a-z0-9.-])`).test(text);
}

/** A ClientHello of today fills two packets; one that was cut between them opens nothing (record, RFC 8446 §5.1). */
function isWhole(port: number, received: Buffer): boolean {
  if (port !== 443) return received.includes('\r\n\r\n');
  return received.length >= 5 && received.length >= 5 + received.readUInt16BE(3);
}

function serve(port: number, socket: Socket): void {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    if (received.length > MOST_READ || isWhole(port, received)) return;
    received = Buffer.concat([received, chunk]);
    if (!isWhole(port, received)) return;
    const text = received.toString('latin1').toLowerCase();
    const names = NAMES.filter((name) => holds(text, name));
    const line = { to: socket.localAddress, port, from: socket.remoteAddress, sourcePort: socket.remotePort, names };
    void appendFile(receipts, `${JSON.stringify(line)}\n`);
    socket.end(port === 443 ? ALERT : PAGE);
  });
  socket.setTimeout(10_000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
}

for (const address of addresses) {
  for (const port of [80, 443]) createServer((socket) => serve(port, socket)).listen(port, address);
}
process.stdout.write('ready\n');
