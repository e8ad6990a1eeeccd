// A host of the test network, run by `ip netns exec`. `serve PORT…` answers on every port named and makes the attempts
// it is ordered to, one JSON line each; `gaps` asks all the time and tells the longest time without an answer.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { type Attempt, pattern, reach } from './peer-attempt.ts';

const [mode = '', ...rest] = process.argv.slice(2);

async function serve(ports: number[]): Promise<void> {
  for (const port of ports) {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      socket.on('data', (data) => {
        const wanted = /^bulk:(\d+)/.exec(data.toString('latin1'))?.[1];
        if (wanted === undefined) socket.write(data);
        else socket.end(pattern(Number(wanted)));
      });
      socket.on('end', () => socket.end());
    });
    await once(server.listen(port, '::'), 'listening');
    for (const address of ownAddresses()) {
      // One socket an address: a socket on all of them would answer from whichever address the kernel likes.
      const udp = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      udp.on('message', (message, from) => udp.send(message, from.port, from.address));
      udp.bind(port, address);
      await once(udp, 'listening');
    }
  }
  process.stdout.write('ready\n');
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as Attempt & { id: number };
    void reach(order).then((answered) => {
      process.stdout.write(`${JSON.stringify({ id: order.id, answered })}\n`);
    });
  }
  process.exit(0);
}

function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  return all.filter((entry) => !entry.internal && !entry.address.startsWith('fe80')).map((entry) => entry.address);
}

/** New attempts all the time: a line at the first answer; when stdin ends, one with the longest time without any, in ms. */
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
    if (answered === 1) process.stdout.write('at work\n');
  });
  socket.bind({ address: source }, () => setInterval(() => socket.send('hello', port, target), 40));
  process.stdin.on('end', () => {
    look();
    process.stdout.write(`${JSON.stringify({ longestMs: Math.round(longest), answered })}\n`, () => process.exit(0));
  });
  process.stdin.resume();
}

const [source = '', target = '', port = '0'] = rest;
if (mode === 'serve') await serve(rest.map(Number));
else if (mode === 'gaps') gaps(source, target, Number(port));
else process.exit(2);
