// The capture and the line watch on the real kernel, inside the box's namespace: each line on stdin is answered by one
// JSON line with what was seen and how many frames of
// other than the office side the inventory was told of.
import { createInterface } from 'node:readline';
import { pino } from 'pino';
import { startLineWatch } from '../src/inventory/line-watch.ts';
import { startCapture } from '../src/platform/capture.ts';
import { systemClock } from '../src/platform/clock.ts';
import { portSides } from '../src/platform/port-sides.ts';

const capture = await startCapture(pino({ level: 'fatal' }, pino.destination(2)));
const sideOf = portSides({ lan: 'lan', wan: 'wan' });
const line = startLineWatch(sideOf, systemClock);
let told = 0;
capture.handle({
  onLine: line.onFrame,
  // The office's own kernel asks for routers when it likes.
  onDiscovery: (packet) => {
    const port = packet.physIn ?? packet.inIfindex;
    if (port === undefined || sideOf(port) !== 'lan') told += 1;
  },
});
const answer = () => process.stdout.write(`${JSON.stringify({ seen: line.sightings(), told })}\n`);
answer();
for await (const _ of createInterface({ input: process.stdin })) answer();
await capture.close();
