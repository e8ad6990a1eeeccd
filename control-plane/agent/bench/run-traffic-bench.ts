// node bench/run-traffic-bench.ts [--rate 2000] [--seconds 30]: what reading the engine's traffic records costs the agent
// (performance.md, P8: the part of intake and history; the whole agent is measured on the image). A process of its own
// writes EVE lines of our own recorded traffic into the real socket at the rate; this one reads, remembers, commits.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startTrafficHistory } from '../src/event-path/history/start-history.ts';
import { systemClock } from '../src/platform/clock.ts';
import { createLog } from '../src/platform/log.ts';

const FIXTURE = fileURLToPath(
  new URL('../../packages/suricata-eve-parser/fixtures/own-traffic.ndjson', import.meta.url),
);
/** Memory is told, not judged: P8's 120 MB are of the agent as the image starts it. */
const GOAL_CPU_PERCENT = 5;
const TURN_MS = 20;
const COMMIT_MS = 5000;

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '30' },
    write: { type: 'string' },
  },
});
const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
if (!(rate > 0 && rate <= 100_000 && seconds > 0 && seconds <= 7200)) {
  process.stderr.write('EVE_MISUSE: --rate is 1 to 100000 events a second, --seconds 1 to 7200\n');
  process.exit(2);
}
if (values.write === undefined) await measure();
else await write(values.write);

/** Peers differ from round to round, as an office's do: the history gets rows to write, not one that grows. */
async function write(path: string): Promise<void> {
  const lines = readFileSync(FIXTURE, 'utf8').trim().split('\n');
  const socket = connect(path);
  const start = performance.now();
  let sent = 0;
  while (sent < rate * seconds) {
    const due = Math.min(rate * seconds, Math.floor(((performance.now() - start) / 1000) * rate));
    const batch: string[] = [];
    for (; sent < due; sent += 1) {
      const round = Math.floor(sent / lines.length) % 250;
      batch.push((lines[sent % lines.length] ?? '').replaceAll('203.0.113.5', `203.0.113.${round}`));
    }
    if (batch.length > 0) socket.write(`${batch.join('\n')}\n`);
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  await new Promise<void>((resolve) => socket.end(resolve));
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-bench-'));
  const started = await startTrafficHistory({
    path: join(folder, 'traffic.db'),
    socketPath: join(folder, 'eve.sock'),
    homeNetworks: ['10.99.0.0/24'],
    macOf: () => null,
    clock: systemClock,
    clockSynced: () => true,
    log: createLog('bench'),
    commitEveryMs: COMMIT_MS, // sixty times as often as on a box: the disk is in the figure
  });
  if (!started.ok) throw new Error(started.error.message);
  try {
    const self = fileURLToPath(import.meta.url);
    const args = [self, '--rate', String(rate), '--seconds', String(seconds), '--write', join(folder, 'eve.sock')];
    const before = process.cpuUsage();
    const most = await runWriter(spawn(process.execPath, args, { stdio: 'inherit' }));
    const used = process.cpuUsage(before);
    const counts = started.value.counts;
    const events = Object.values(counts.byType).reduce((sum, count) => sum + count, 0);
    const microseconds = (used.user + used.system) / Math.max(1, events);
    const percent = Math.round(microseconds * 100) / 1000; // of one core, for 1,000 events a second
    const ok = events === rate * seconds && percent <= GOAL_CPU_PERCENT;
    const machine = `${cpus()[0]?.model}, Node ${process.version}`;
    process.stdout.write(`${machine}: ${events} of ${rate * seconds} events, ${microseconds.toFixed(1)} µs each\n`);
    const result = { cpuPercentPer1000: percent, megabytes: most, events, conversations: counts.conversations, ok };
    process.stdout.write(`${JSON.stringify({ P8: result })}\n`);
    process.exitCode = ok ? 0 : 1;
  } finally {
    await started.value.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The largest resident set meanwhile, MB. */
async function runWriter(writer: ChildProcess): Promise<number> {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, Math.round(process.memoryUsage.rss() / 1e6));
  }, 500);
  await new Promise((resolve) => writer.on('exit', resolve));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  clearInterval(timer);
  return most;
}
