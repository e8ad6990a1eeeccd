/**
 * Run inside a namespace: sends datagrams at a rate from a blocked source and, as many, from an allowed one, until a
 * line comes on stdin; then says how many of each went out. `{"blocked","allowed","target","port","perSecond"}`
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

interface Order {
  readonly blocked: string;
  readonly allowed: string;
  readonly target: string;
  readonly port: number;
  readonly perSecond: number;
}
const { blocked, allowed, target, port, perSecond } = JSON.parse(process.argv[2] ?? '{}') as Order;
const sent = { blocked: 0, allowed: 0 };

async function open(address: string): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, address);
  await once(socket, 'listening');
  return socket;
}

const sockets = { blocked: await open(blocked), allowed: await open(allowed) };
let running = true;
process.stdin.once('data', () => {
  running = false;
});
process.stdin.unref();
const start = performance.now();
while (running) {
  const due = ((performance.now() - start) / 1000) * perSecond;
  while (sent.blocked < due && running) {
    for (const kind of ['blocked', 'allowed'] as const) {
      await new Promise<void>((resolve) => {
        sockets[kind].send(kind === 'blocked' ? 'b' : 'a', port, target, (error) => {
          if (error === null) sent[kind] += 1;
          resolve();
        });
      });
    }
    if (sent.blocked % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await new Promise((resolve) => setTimeout(resolve, 1));
}
sockets.blocked.close();
sockets.allowed.close();
process.stdout.write(`${JSON.stringify(sent)}\n`, () => process.exit(0));
