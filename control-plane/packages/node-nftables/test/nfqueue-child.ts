/**
 * Run inside a namespace whose output to UDP port 9 is queued: `nfqueue-child.ts COUNT`. Sends packets to itself, drops
 * those that say "bad", and says what arrived. Last line: JSON.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { openNfqueue } from '../src/index.ts';

const count = Number(process.argv[2]);
let good = 0;
let bad = 0;
const server = createSocket('udp4', (message) => {
  if (String(message).startsWith('bad')) bad += 1;
  else good += 1;
});
server.bind(9, '127.0.0.1');
await once(server, 'listening');
server.setRecvBufferSize(4_000_000);
const opened = await openNfqueue({
  queue: 7,
  copyRange: 128,
  maxLength: 20_000,
  onPacket: ({ payload }) =>
    String.fromCharCode(...payload.subarray(28, 31)) === 'bad' ? 'drop' : { verdict: 'accept', mark: 5 },
});
if (!opened.ok) throw new Error(opened.error.message);
const second = await openNfqueue({ queue: 7, onPacket: () => 'accept' });
const client = createSocket('udp4');
const start = performance.now();
for (let index = 0; index < count; index += 1) {
  const text = index % 10 === 0 ? 'bad' : 'good';
  await new Promise<void>((resolve) => client.send(text, 9, '127.0.0.1', () => resolve()));
  if (index % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
}
const expected = count - Math.ceil(count / 10);
for (let waited = 0; waited < 10_000 && good < expected; waited += 10) {
  await new Promise((resolve) => setTimeout(resolve, 10));
}
const seconds = (performance.now() - start) / 1000;
const { stats } = opened.value;
client.close();
server.close();
await opened.value.close();
process.stdout.write(
  `${JSON.stringify({ good, bad, stats, perSecond: Math.round(count / seconds), second: second.ok ? 'ok' : second.error.code })}\n`,
);
