/**
 * A PC that goes to sites, each visit in one of the ways by which a site is named.  visit-sites.ts FIRST_SOURCE_PORT WAY/NAME/ADDRESS …
 * WAY: `dns` (one question to the resolver at ADDRESS), `host` (HTTP), `sni` (ClientHello), `ip` (HTTP, no name).
 * Prints one JSON line a visit: { way, name, sourcePort, answered }.
 */
import { createSocket } from 'node:dgram';
import { connect, isIPv6, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { encode } from 'dns-packet';
import { longEnough } from './long-enough.ts';

const LONG_ENOUGH_MS = longEnough(2500);

function ask(name: string, resolver: string, sourcePort: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(resolver) ? 'udp6' : 'udp4');
    const end = (answered: boolean): void => {
      clearTimeout(timer);
      socket.close(() => resolve(answered));
    };
    const timer = setTimeout(() => end(false), LONG_ENOUGH_MS);
    // The box itself says "no such name" (rcode 3) to a listed one: that is no answer of the resolver.
    socket.on('message', (message) => end(((message[3] ?? 0) & 0x0f) !== 3));
    socket.on('error', () => end(false));
    const type = isIPv6(resolver) ? 'AAAA' : 'A';
    const question = encode({ type: 'query', id: sourcePort, flags: 256, questions: [{ type, name }] });
    socket.bind(sourcePort, () => socket.send(question, 53, resolver));
  });
}

function call(address: string, port: number, localPort: number, speak: (socket: Socket) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, localPort });
    let isBlockPage = false;
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(socket.bytesRead > 0 && !isBlockPage);
    };
    const timer = setTimeout(end, LONG_ENOUGH_MS);
    socket.on('box', (isOwn: boolean) => {
      isBlockPage = isOwn;
    });
    socket.on('connect', () => speak(socket));
    socket.on('close', end);
    socket.on('error', end);
  });
}

function visit(way: string, name: string, address: string, sourcePort: number): Promise<boolean> {
  if (way === 'dns') return ask(name, address, sourcePort);
  if (way === 'sni') {
    return call(address, 443, sourcePort, (socket) => {
      connectTls({ socket, servername: name }).on('error', () => undefined); // the server only ever refuses
    });
  }
  const host = way === 'host' ? name : isIPv6(address) ? `[${address}]` : address;
  return call(address, 80, sourcePort, (socket) => {
    // The box answers in the server's place; the lab's servers have no such answer.
    socket.once('data', (chunk: Buffer) => socket.emit('box', chunk.toString('latin1').startsWith('HTTP/1.1 403')));
    socket.write(`GET /index.html HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: Mozilla/5.0\r\n\r\n`);
  });
}

const [firstPort = '', ...planned] = process.argv.slice(2);
const visits = planned.map(async (argument, index) => {
  const [way = '', name = '', address = ''] = argument.split('/');
  const sourcePort = Number(firstPort) + index;
  const answered = await visit(way, name, address, sourcePort);
  process.stdout.write(`${JSON.stringify({ way, name, sourcePort, answered })}\n`);
});
await Promise.all(visits);
