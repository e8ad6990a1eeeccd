/**
 * Blocks addresses one by one and sends a packet from each as soon as the call is back: `block-child.ts COUNT`, run
 * inside the namespace. Last line: JSON with the times and how many packets came through (none may).
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { Nft } from '../src/index.ts';

const count = Number(process.argv[2]);
const ref = { family: 'inet', table: 'bench', set: 'blocked' } as const;
const opened = await Nft.open();
if (!opened.ok) throw new Error(opened.error.message);
const nft = opened.value;

let received = 0;
const server = createSocket('udp4', () => {
  received += 1;
});
server.bind(9, '127.0.0.1');
await once(server, 'listening');

const times: number[] = [];
let before = 0;
for (let index = 0; index < count; index += 1) {
  const source = `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
  const client = createSocket('udp4');
  client.bind(0, source);
  await once(client, 'listening');
  await send(client);
  before += 1;
  const deadline = Date.now() + 1000;
  while (received < before && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
  const start = performance.now();
  const added = await nft.addElements(ref, [source]);
  times.push(performance.now() - start);
  if (!added.ok) throw new Error(added.error.message);
  await send(client);
  client.close();
}
await new Promise((resolve) => setTimeout(resolve, 200));
server.close();
await nft.close();
times.sort((left, right) => left - right);
const at = (part: number) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
process.stdout.write(
  `${JSON.stringify({ p50: at(0.5), p99: at(0.99), max: times.at(-1), sentBefore: before, passedAfter: received - before })}\n`,
);

async function send(client: ReturnType<typeof createSocket>): Promise<void> {
  await new Promise<void>((resolve) => client.send('x', 9, '127.0.0.1', () => resolve()));
}
