// A host of the test network, run by `ip netns exec`: `serve` answers on every port named, the others are one
// attempt each and end 0 when the answer came, 1 when it did not.
import { createHash } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createConnection, createServer, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

const [mode = '', ...rest] = process.argv.slice(2);
const PATIENCE_MS = 1500;

/** `bulk:<bytes>` in a request asks for that many bytes of a known pattern. */
function pattern(bytes: number): Buffer {
  return Buffer.alloc(bytes, Buffer.from(Array.from({ length: 251 }, (_, index) => index)));
}

function serve(ports: number[]): void {
  for (const port of ports) {
    createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (data) => {
        const wanted = /^bulk:(\d+)/.exec(data.toString('latin1'))?.[1];
        if (wanted === undefined) socket.write(data);
        else socket.end(pattern(Number(wanted)));
      });
    }).listen(port, '::');
    for (const address of ownAddresses()) {
      // One socket an address: a socket on all of them would answer from whichever address the kernel likes.
      const udp = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      udp.on('message', (message, from) => udp.send(message, from.port, from.address));
      udp.bind(port, address);
    }
  }
  setTimeout(() => process.stdout.write('ready\n'), 100);
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return all.filter((entry) => !entry.internal && !entry.address.startsWith('fe80')).map((entry) => entry.address);
}

function tcp(source: string, target: string, port: number, text: string): void {
  const socket = createConnection({ host: target, port, localAddress: source });
  socket.on('connect', () => socket.write(bytesOf(text)));
  socket.on('data', () => process.exit(0));
  socket.on('error', () => process.exit(1));
  setTimeout(() => process.exit(1), PATIENCE_MS);
}

/** `hex:` in front of bytes that are no text. */
function bytesOf(text: string): Buffer {
  return text.startsWith('hex:') ? Buffer.from(text.slice(4), 'hex') : Buffer.from(text);
}

function udp(source: string, target: string, port: number, text: string): void {
  const socket = createSocket(isIPv6(target) ? 'udp6' : 'udp4');
  socket.on('message', (_, from) => process.exit(from.address === target ? 0 : 1));
  socket.bind({ address: source }, () => socket.send(bytesOf(text), port, target));
  setTimeout(() => process.exit(1), PATIENCE_MS);
}

function bulk(source: string, target: string, port: number, bytes: number): void {
  const socket = createConnection({ host: target, port, localAddress: source });
  const hash = createHash('sha256');
  socket.on('connect', () => socket.write(`bulk:${bytes}`));
  socket.on('data', (chunk) => hash.update(chunk));
  socket.on('end', () => {
    const expected = createHash('sha256').update(pattern(bytes)).digest('hex');
    process.exit(hash.digest('hex') === expected ? 0 : 1);
  });
  socket.on('error', () => process.exit(1));
  setTimeout(() => process.exit(1), 30_000);
}

/** New attempts all the time; when stdin ends, the longest time without one that was answered, in ms. */
function gaps(source: string, target: string, port: number): void {
  const started = performance.now();
  let lastAnswer = started;
  let longest = 0;
  let answered = 0;
  const socket = createSocket(isIPv6(target) ? 'udp6' : 'udp4');
  const look = (): void => {
    longest = Math.max(longest, performance.now() - lastAnswer);
  };
  socket.on('message', () => {
    look();
    lastAnswer = performance.now();
    answered += 1;
  });
  socket.bind({ address: source }, () => setInterval(() => socket.send('hello', port, target), 40));
  process.stdin.on('end', () => {
    look();
    process.stdout.write(`${JSON.stringify({ longestMs: Math.round(longest), answered })}\n`, () => process.exit(0));
  });
  process.stdin.resume();
}

const [source = '', target = '', port = '0', extra = ''] = rest;
if (mode === 'serve') serve(rest.map(Number));
else if (mode === 'tcp') tcp(source, target, Number(port), extra === '' ? 'hello' : extra);
else if (mode === 'udp') udp(source, target, Number(port), extra === '' ? 'hello' : extra);
else if (mode === 'gaps') gaps(source, target, Number(port));
else if (mode === 'bulk') bulk(source, target, Number(port), Number(extra));
else process.exit(2);
