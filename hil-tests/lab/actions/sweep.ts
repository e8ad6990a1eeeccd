/**
 * Looks for devices to infect: one connection to each of many addresses: sweep.ts PORT TIMES ADDRESS …
 * Prints one JSON line a connection: { to, connected }.
 */
import { connect } from 'node:net';
import { longEnough } from './long-enough.ts';

const [port = '', times = '', ...addresses] = process.argv.slice(2);
const LONG_ENOUGH_MS = longEnough(1000);

function knock(to: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: to, port: Number(port) });
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

for (let time = 0; time < Number(times); time++) {
  const knocks = addresses.map(async (to) => ({ to, connected: await knock(to) }));
  for (const told of await Promise.all(knocks)) process.stdout.write(`${JSON.stringify(told)}\n`);
}
