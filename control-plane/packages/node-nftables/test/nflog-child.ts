/**
 * Run inside a namespace: node nflog-child.ts '{"groups":[…],"stallMs"?:…, …}'. Writes one JSON object a line:
 * ready or error, then packets (kept back when `quiet`), overruns, and after a line on stdin the stats. Then it has
 * to end by itself: nothing calls process.exit.
 */
import { once } from 'node:events';
import { type NflogPacket, openNflog } from '../src/index.ts';

interface Order {
  readonly groups: readonly number[];
  readonly copyRange?: number;
  readonly bufferBytes?: number;
  readonly stallMs?: number;
  readonly quiet?: boolean;
}

const { stallMs = 0, quiet = false, ...options } = JSON.parse(process.argv[2] ?? '{}') as Order;
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
let stalled = false;

function onPacket(packet: NflogPacket): void {
  if (stallMs > 0 && !stalled) {
    stalled = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs);
  }
  if (quiet) return;
  const { payload, hwHeader, ...rest } = packet;
  say({
    packet: { ...rest, payload: Buffer.from(payload).toString('hex'), hwHeader: Buffer.from(hwHeader).toString('hex') },
  });
}

const opened = await openNflog({
  ...options,
  onPacket,
  onOverrun: (lost, group) => say({ overrun: { lost, group } }),
});
if (opened.ok) {
  say({ ready: opened.value.stats });
  await once(process.stdin, 'data');
  const started = performance.now();
  await opened.value.close();
  say({ closed: { milliseconds: performance.now() - started, stats: opened.value.stats } });
  process.stdin.destroy();
} else say({ error: opened.error });
