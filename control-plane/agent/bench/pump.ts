// Data through the box, for the benches; run by `ip netns exec`.
//   pump.ts serve PORT [MBIT]                sends on every connection, as fast as it goes or MBIT a second in all
//   pump.ts take TO PORT SECONDS CONNECTIONS  takes it; prints { bytes, seconds, open } as one JSON line
//   pump.ts serve-tls PORT CERT_AND_KEY · pump.ts take-tls …: the same inside TLS
import { readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { connect as connectSecurely, createServer as createSecureServer } from 'node:tls';

const [mode = '', ...rest] = process.argv.slice(2);
const CHUNK = Buffer.alloc(256 * 1024, 'o');
const TURN_MS = 10;

if (mode.startsWith('serve')) serve();
else await take();

function serve(): void {
  const [port = '', second = ''] = rest;
  const secure = mode === 'serve-tls';
  const pem = secure ? readFileSync(second) : null;
  const each = (socket: Socket): void => {
    socket.on('error', () => socket.destroy());
    if (secure || second === '') flood(socket);
    else pace(socket, (Number(second) * 1e6) / 8);
  };
  const server = pem === null ? createServer(each) : createSecureServer({ cert: pem, key: pem }, each);
  server.listen(Number(port), '::', () => process.stdout.write('ready\n'));
  process.stdin.on('end', () => process.exit(0)).resume();
}

function flood(socket: Socket): void {
  const go = (): void => {
    while (!socket.destroyed && socket.write(CHUNK));
  };
  socket.on('drain', go);
  go();
}

let takers = 0;

/** What the clock allows, shared by those who are there; what could not leave is not made up for. */
function pace(socket: Socket, bytesPerSecond: number): void {
  takers += 1;
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    let due = Math.round((((now - last) / 1000) * bytesPerSecond) / takers);
    last = now;
    for (; due > 0 && socket.writableLength < 4 * CHUNK.length; due -= CHUNK.length) {
      socket.write(CHUNK.subarray(0, Math.min(due, CHUNK.length)));
    }
  }, TURN_MS);
  socket.on('close', () => {
    takers -= 1;
    clearInterval(timer);
  });
}

async function take(): Promise<void> {
  const [to = '', port = '', seconds = '', connections = ''] = rest;
  let bytes = 0;
  let open = 0;
  const sockets = Array.from({ length: Number(connections) }, () => {
    const address = { host: to, port: Number(port) };
    const socket = mode === 'take-tls' ? connectSecurely({ ...address, rejectUnauthorized: false }) : connect(address);
    socket.on('error', () => socket.destroy());
    socket.on(mode === 'take-tls' ? 'secureConnect' : 'connect', () => {
      open += 1;
    });
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    return socket;
  });
  // The first moments belong to the handshakes and to TCP's slow start.
  await new Promise((resolve) => setTimeout(resolve, 500));
  const [from, begun] = [bytes, performance.now()];
  await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));
  const told = { bytes: bytes - from, seconds: (performance.now() - begun) / 1000, open };
  process.stdout.write(`${JSON.stringify(told)}\n`);
  for (const socket of sockets) socket.destroy();
}
