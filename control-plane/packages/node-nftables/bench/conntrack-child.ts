/**
 * Connections a second, inside a namespace that tracks them: new ones heard of (each is one packet), listed, marked and
 * deleted. `conntrack-child.ts COUNT`
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openConntrack } from '../src/index.ts';

const count = Number(process.argv[2]);
const opened = openConntrack();
if (!opened.ok) throw new Error(opened.error.message);
const conntrack = opened.value;
const events = conntrack.events(['new']);
if (!events.ok) throw new Error(events.error.message);
let heard = 0;
let overruns = 0;
let first = 0;
let last = 0;
const listening = (async () => {
  for await (const event of events.value) {
    if (event.kind === 'overrun') {
      overruns += 1;
      continue;
    }
    heard += 1;
    last = performance.now();
    if (first === 0) first = last;
    if (heard === count) return;
  }
})();
const flood = `import socket
s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)
s.bind(('127.0.0.1',0))
for port in range(1,${count}+1): s.sendto(b'x',('127.0.0.2',port))`;
await once(spawn('python3', ['-c', flood], { stdio: 'ignore' }), 'close');
await Promise.race([listening, new Promise((resolve) => setTimeout(resolve, 3000).unref())]);
await events.value.return?.();

let start = performance.now();
const flows = conntrack.list();
const listMs = performance.now() - start;
if (!flows.ok) throw new Error(flows.error.message);
const own = flows.value.filter((flow) => flow.destination === '127.0.0.2');
start = performance.now();
let marked = 0;
for (const flow of own) if (conntrack.setMark(flow, 7).ok) marked += 1;
const markMs = performance.now() - start;
start = performance.now();
let deleted = 0;
for (const flow of own) if (conntrack.delete(flow).ok) deleted += 1;
const deleteMs = performance.now() - start;
conntrack.close();
const perSecond = (number: number, ms: number): number => Math.round(number / Math.max(0.001, ms / 1000));
const result = {
  perSecond: perSecond(heard, last - first),
  heard,
  overruns,
  sent: count,
  listedPerSecond: perSecond(flows.value.length, listMs),
  markedPerSecond: perSecond(marked, markMs),
  deletedPerSecond: perSecond(deleted, deleteMs),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
