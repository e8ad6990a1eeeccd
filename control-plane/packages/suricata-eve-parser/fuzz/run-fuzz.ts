// node fuzz/run-fuzz.ts --seconds N [--seed S] [--file FILE]: the last line is the report as JSON; exit 1 on a finding.
import { parseArgs } from 'node:util';
import { fuzzEve } from './fuzz-eve.ts';
import { seedLines } from './seed-lines.ts';

const PROGRESS_EVERY_MS = 60_000;

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, file: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
if (!(seconds > 0) || !Number.isInteger(seed)) {
  process.stderr.write('EVE_MISUSE: --seconds takes a positive number, --seed a whole one\n');
  process.exit(2);
}
const until = performance.now() + seconds * 1000;
let nextProgress = performance.now() + PROGRESS_EVERY_MS;
const report = fuzzEve({
  seeds: seedLines(values.file),
  seed,
  goOn: (cases) => {
    const now = performance.now();
    if (now > nextProgress) {
      process.stderr.write(`${cases} cases, ${Math.round((until - now) / 1000)} s left\n`);
      nextProgress = now + PROGRESS_EVERY_MS;
    }
    return now < until;
  },
});
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exitCode = report.ok ? 0 : 1;
