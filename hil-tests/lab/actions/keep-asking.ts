/**
 * Two connections to a web server that stay open, one a family: keep-asking.ts TO4 TO6
 * Commands on stdin, one a line: `open` (a new pair; the old one is closed) and `ask HOST` (one request on each of the
 * pair under that host name). Each is answered by one JSON line: { v4, v6 }, whether the answer came within 1.5 s.
 */
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

const [to4 = '', to6 = ''] = process.argv.slice(2);
const PATIENCE_MS = 1500;
let pair: Socket[] = [];

function open(host: string): Socket {
  const socket = connect({ host, port: 80 });
  socket.on('error', () => socket.destroy());
  return socket;
}

function ask(socket: Socket | undefined, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket === undefined || socket.destroyed) return resolve(false);
    const settle = (answered: boolean) => {
      clearTimeout(timer);
      socket.off('data', onData);
      resolve(answered);
    };
    const onData = (chunk: Buffer) => settle(chunk.toString('latin1').startsWith('HTTP/1.1 200'));
    const timer = setTimeout(() => settle(false), PATIENCE_MS);
    socket.on('data', onData);
    socket.write(`GET /again HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command = '', name = ''] = line.split(' ');
  if (command === 'open') {
    for (const socket of pair) socket.destroy();
    pair = [open(to4), open(to6)];
  }
  const [v4, v6] = await Promise.all(pair.map((socket) => ask(socket, command === 'open' ? 'www.web.example' : name)));
  process.stdout.write(`${JSON.stringify({ v4, v6 })}\n`);
}
process.exit(0);
