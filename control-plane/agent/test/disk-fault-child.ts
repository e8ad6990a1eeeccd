// The event path of the agent on a disk that the test breaks. In a mount namespace of its own, so that every fault ends
// with it. Each line on stdin is an order; each is answered by one JSON line about where it stands.
//   disk-fault-child.ts SPOOL-FOLDER EVE-FILE BROKER-URL
import { createInterface } from 'node:readline';
import { startMqttLink } from '../src/mqtt-link/mqtt-link.ts';
import { systemClock } from '../src/platform/clock.ts';
import { ModelKernel, quietLog, startTestPath } from './event-path-fixture.ts';

const [, , folder = '', evePath = '', url = ''] = process.argv;
const offset = { ms: 0 };
const clock = { nowMs: () => Date.now() + offset.ms, monotonicMs: systemClock.monotonicMs };
const link = startMqttLink({ appliance: 'box-1', url, agentVersion: '0.1.0', clock, log: quietLog });
const kernel = new ModelKernel();
const path = await startTestPath(folder, link, kernel, { evePath, clock });
let port = 0;

const orders: Record<string, (value: number) => void> = {
  /** So many attempts of one source port each; every packet comes twice, as with a repeated SYN. */
  block: (count) => {
    for (let i = 0; i < count; i += 1) {
      port += 1;
      const attempt = { source: '203.0.113.9', sourcePort: port, destination: '10.99.0.5' };
      kernel.blockSyn(attempt);
      kernel.blockSyn(attempt);
    }
  },
  clock: (years) => {
    offset.ms = years * 365 * 86_400_000;
  },
  look: () => undefined,
};

const answer = (): void => {
  const cpuMs = process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000;
  const counts = {
    waiting: path.waiting(),
    dropped: path.dropped(),
    attempts: kernel.attempts,
    connected: link.connected,
  };
  process.stdout.write(`${JSON.stringify({ ...counts, storage: path.storage(), epoch: path.epoch, cpuMs })}\n`);
};
answer();
for await (const line of createInterface({ input: process.stdin })) {
  const [order = '', value = '0'] = line.split(' ');
  orders[order]?.(Number(value));
  answer();
}
await path.close();
await link.close();
