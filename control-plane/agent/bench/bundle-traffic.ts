// Live traffic for the bundle bench.  bundle-traffic.ts serve HOST | drive HOST CONNECTIONS
// drive: so many TCP connections that send and hear an echo all the time, and numbered datagrams, which nothing repeats
// when one is lost. Ends with its input; the last line says what became of it.
import { createSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';

const PORT = 7007;
const EVERY_MS = 20;
const DATAGRAMS_AT_ONCE = 20;
/** What is still under way at the end comes within it. */
const LAST_MS = 1500;

const [role = '', host = '', count = '100'] = process.argv.slice(2);
if (role === 'serve') serve();
else await drive(Number(count));

function serve(): void {
  createServer((socket) => {
    socket.setNoDelay(true).on('error', () => undefined);
    socket.pipe(socket);
  }).listen(PORT, host, () => process.stdout.write('ready\n'));
  const datagrams = createSocket('udp4');
  datagrams.on('message', (message, { address, port }) => datagrams.send(message, port, address)).bind(PORT, host);
  process.stdin.resume().on('end', () => process.exit(0));
}

async function drive(connections: number): Promise<void> {
  const state = { sent: 0, heard: 0, longestMs: 0, resets: 0, bytesSent: 0, bytesHeard: 0, stopping: false };
  const datagrams = createSocket('udp4');
  const since = new Map<number, number>();
  datagrams.on('message', (message) => {
    const number = message.readUInt32BE();
    const at = since.get(number);
    if (at === undefined) return; // an echo is counted once
    since.delete(number);
    state.heard += 1;
    state.longestMs = Math.max(state.longestMs, performance.now() - at);
  });
  const sockets = await Promise.all(Array.from({ length: connections }, () => open(state)));
  process.stdout.write('ready\n');
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (socket.destroyed) continue;
      state.bytesSent += 100;
      socket.write(Buffer.alloc(100, 'o'));
    }
    for (let one = 0; one < DATAGRAMS_AT_ONCE; one += 1) {
      const message = Buffer.alloc(64);
      message.writeUInt32BE(state.sent);
      since.set(state.sent, performance.now());
      state.sent += 1;
      datagrams.send(message, PORT, host);
    }
  }, EVERY_MS);
  process.stdin.resume().on('end', () => {
    clearInterval(timer);
    setTimeout(() => {
      state.stopping = true;
      process.stdout.write(`${JSON.stringify({ connections, ...state, longestMs: Math.round(state.longestMs) })}\n`);
      process.exit(0);
    }, LAST_MS);
  });
}

function open(state: { resets: number; bytesHeard: number; stopping: boolean }): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, host, () => resolve(socket));
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      state.bytesHeard += chunk.length;
    });
    socket.on('error', reject); // of the start; afterwards `close` tells
    socket.on('close', () => {
      if (!state.stopping) state.resets += 1;
    });
  });
}
