/** Packets a second through NFLOG, inside a namespace whose output to UDP port 9 is logged to group 7. `log-child.ts COUNT` */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openNflog } from '../src/index.ts';

const count = Number(process.argv[2]);
let first = 0;
let last = 0;
const opened = await openNflog({
  groups: [7],
  copyRange: 128,
  bufferBytes: 64 * 1024 * 1024,
  onPacket: () => {
    last = performance.now();
    if (first === 0) first = last;
  },
});
if (!opened.ok) throw new Error(opened.error.message);
const flood = `import socket
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)
for _ in range(${count}): s.sendto(b'x'*64,('127.0.0.1',9))`;
const sender = spawn('python3', ['-c', flood], { stdio: 'ignore' });
await once(sender, 'close');
for (let waited = 0, before = -1; waited < 5000 && before !== opened.value.stats.packets; waited += 200) {
  before = opened.value.stats.packets;
  await new Promise((resolve) => setTimeout(resolve, 200));
}
const { packets, lost } = opened.value.stats;
await opened.value.close();
const perSecond = Math.round(packets / Math.max(0.001, (last - first) / 1000));
process.stdout.write(`${JSON.stringify({ perSecond, packets, lost, sent: count })}\n`);
