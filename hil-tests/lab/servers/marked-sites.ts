/**
 * Whoever stands at the addresses of the starter lists, and beside them at one that nobody lists.  marked-sites.ts RECEIPTS ADDRESS …
 * Answers HTTP (80, connections are kept), TLS (443, an alert), DoT (853) and datagrams (443, 853), and notes what came:
 * { to, port, protocol, sourcePort, what } with host and path of a request.
 */

import { createSocket } from 'node:dgram';
import { appendFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer, isIPv6, type Socket } from 'node:net';

const [receipts = '', ...addresses] = process.argv.slice(2);
/** handshake_failure (RFC 8446 §6): enough to show that the visitor was heard. */
const ALERT = Buffer.from('15030100020228', 'hex');

function note(to: string, port: number, protocol: 'tcp' | 'udp', sourcePort: number, what: string): void {
  void appendFile(receipts, `${JSON.stringify({ to, port, protocol, sourcePort, what })}\n`);
}

function answerBytes(address: string, port: number, socket: Socket): void {
  socket.once('data', () => {
    note(address, port, 'tcp', socket.remotePort ?? 0, 'bytes');
    socket.end(ALERT);
  });
  socket.setTimeout(10_000, () => socket.destroy());
  socket.on('error', () => socket.destroy());
}

const listening: Promise<void>[] = [];
for (const address of addresses) {
  const pages = createHttpServer((request, response) => {
    const { host = '' } = request.headers;
    note(address, 80, 'tcp', request.socket.remotePort ?? 0, `${host}${request.url ?? ''}`);
    response.writeHead(200, { 'content-type': 'text/plain', 'content-length': 2 }).end('ok');
  });
  listening.push(new Promise((resolve) => void pages.listen(80, address, resolve)));
  for (const port of [443, 853]) {
    const server = createServer((socket) => answerBytes(address, port, socket));
    listening.push(new Promise((resolve) => void server.listen(port, address, resolve)));
    const datagrams = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    datagrams.on('message', (message, from) => {
      note(address, port, 'udp', from.port, `${message.length} bytes`);
      datagrams.send('heard', from.port, from.address);
    });
    listening.push(new Promise((resolve) => void datagrams.bind(port, address, resolve)));
  }
}
await Promise.all(listening);
process.stdout.write('ready\n');
