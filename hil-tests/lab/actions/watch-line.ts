/**
 * Tries the line again and again until it is ended, one JSON line a try, `at` in milliseconds since 1970:
 *   watch-line.ts names RESOLVER GOOD BAD   { at, good, bad }: a clean name and a listed one were answered by the resolver
 *   watch-line.ts port FROM TO PORT         { at, connected }: a connection came about
 */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { encode } from 'dns-packet';

const [way = '', first = '', second = '', third = ''] = process.argv.slice(2);
const EVERY_MS = 200;
const LONG_ENOUGH_MS = 1500;
let id = 0;

/** "No such name" (rcode 3) to a listed name is the box's own answer. */
function ask(resolver: string, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const end = (answered: boolean): void => {
      clearTimeout(timer);
      socket.close(() => resolve(answered));
    };
    const timer = setTimeout(() => end(false), LONG_ENOUGH_MS);
    socket.on('message', (message) => end(((message[3] ?? 0) & 0x0f) !== 3));
    socket.on('error', () => end(false));
    id = (id + 1) % 65_536;
    socket.send(encode({ type: 'query', id, flags: 256, questions: [{ type: 'A', name }] }), 53, resolver);
  });
}

function call(localAddress: string, host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, localAddress });
    const end = (connected: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(connected);
    };
    const timer = setTimeout(() => end(false), LONG_ENOUGH_MS);
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
  });
}

async function tryOnce(): Promise<void> {
  const at = Date.now();
  const found =
    way === 'names'
      ? await Promise.all([ask(first, second), ask(first, third)]).then(([good, bad]) => ({ good, bad }))
      : { connected: await call(first, second, Number(third)) };
  process.stdout.write(`${JSON.stringify({ at, ...found })}\n`);
}

setInterval(() => void tryOnce(), EVERY_MS);
