// node bench/run-bench.ts [--file FILE] [--sizes 128,512] [--rounds 3]: all peers over the same lines, a process each,
// interleaved; medians. FILE: EVE lines to draw from, your own for example; without it those in fixtures/. The last line
// is JSON by goal.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { expandCorpus } from './expand-corpus.ts';
import { hasProgram, installPeers } from './install-peers.ts';
import type { Sums } from './jobs.ts';
import { judgeGoals, median, type Row } from './judge-goals.ts';
import { askTools, buildSimdjson, PROGRAMS, runProgram, runSimdjson } from './native-peers.ts';

const SIMDJSON = 'simdjson on-demand (C++)';
const PROGRAM_BYTES = 16 * 1024 * 1024;
const RUN_MS = 600_000;
const INTAKE = [
  'newlines only',
  'readline + JSON.parse',
  'split + JSON.parse',
  'eve objects',
  'eve toObject',
  'eve columns',
];
const JS_ENGINE = ['eve objects, js engine', 'eve columns, js engine', 'selective: eve objects, js engine'];
const SELECTIVE = ['readline + JSON.parse', 'split + JSON.parse', 'split + regex', 'eve objects', 'eve toObject'].map(
  (name) => `selective: ${name}`,
);

const print = (text: string): void => void process.stdout.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    file: { type: 'string' },
    sizes: { type: 'string', default: '128,512' },
    rounds: { type: 'string', default: '3' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);
const seed = values.file ?? firstFixture();
if (seed === null || !existsSync(seed) || !sizes.every((size) => size > 0) || !(rounds > 0)) {
  process.stderr.write('EVE_MISUSE: --file names a file of EVE lines, --sizes has megabytes, --rounds a number\n');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'eve-bench-'));
try {
  const lines = readFileSync(seed, 'latin1')
    .split('\n')
    .filter((line) => line.startsWith('{'));
  const types = new Set(lines.map((line) => /"event_type":"([^"]*)"/.exec(line)?.[1] ?? ''));
  process.env['EVE_BENCH_TYPES'] = [...types].join();
  print(
    `${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}; ${lines.length} lines of ${types.size} types`,
  );
  const simdjson = buildSimdjson(folder);
  if ('missing' in simdjson) print(`${SIMDJSON}: ${simdjson.missing}`);
  const installed = installPeers();
  process.env['EVE_BENCH_CACHE'] = installed.cache;
  for (const missing of installed.missing) print(missing);
  const bySize = sizes.map((megabytes) =>
    measure(lines, megabytes, { simdjson: 'program' in simdjson ? simdjson.program : null, npm: installed.names }),
  );
  askPrograms(lines, bySize[0]?.[1]);
  if (bySize.length > 1) printGrowth(bySize);
  print(JSON.stringify(judgeGoals(bySize.at(-1) as Row[], SIMDJSON)));
} finally {
  rmSync(folder, { recursive: true });
}

function firstFixture(): string | null {
  const fixtures = join(import.meta.dirname, '..', 'fixtures');
  const names = existsSync(fixtures) ? readdirSync(fixtures).filter((name) => name.endsWith('.ndjson')) : [];
  return names[0] === undefined ? null : join(fixtures, names[0]);
}

interface Others {
  readonly simdjson: string | null;
  readonly npm: readonly string[];
}

function measure(lines: readonly string[], megabytes: number, { simdjson, npm }: Others): Row[] {
  const file = join(folder, `${megabytes}.ndjson`);
  expandCorpus(lines, file, megabytes * 1e6);
  // Those no goal is about at the first size only, and once.
  const once = megabytes === sizes[0] ? [...npm, ...JS_ENGINE] : JS_ENGINE;
  const names = [...INTAKE, ...(simdjson === null ? [] : [SIMDJSON]), ...SELECTIVE, ...once];
  const rows = names.map((name): Row => ({ name, ms: [], cpuMs: [], peakMiB: [], sums: null }));
  for (let round = 0; round < rounds; round += 1) {
    for (const row of rows) {
      if (round === 0 || !once.includes(row.name)) runOnce(row, file, simdjson);
    }
  }
  printTable(rows, statSync(file).size, megabytes);
  rmSync(file);
  return rows;
}

/** Programs are slow, and start anew: a small file, and their throughput beside readline's. */
function askPrograms(lines: readonly string[], readline: Row | undefined): void {
  const small = join(folder, 'small.ndjson');
  expandCorpus(lines, small, PROGRAM_BYTES);
  const bytes = statSync(small).size;
  const baseline = readline?.sums === null || readline === undefined ? null : median(readline.ms);
  print(
    `\nprograms, ${(bytes / 1e6).toFixed(0)} MB${baseline === null ? '' : `; readline ${mbPerS((sizes[0] as number) * 1e6, baseline)} MB/s`}`,
  );
  const sums = new Set<string>();
  for (const program of Object.keys(PROGRAMS)) {
    const run = hasProgram(program) ? runProgram(program, small) : null;
    print(run === null ? `${program}: not to be had` : `${program}: ${mbPerS(bytes, run.ms)} MB/s`);
    if (run !== null) sums.add(`${run.sums.lines} ${run.sums.texts} ${run.sums.length}`);
  }
  if (sums.size > 1) print('THE PROGRAMS SAY DIFFERENT SUMS');
  const tools = hasProgram('jq') ? askTools(small) : null;
  if (tools !== null) {
    const times = `eve ${tools.eveMs.toFixed(0)} ms, jq ${tools.jqMs.toFixed(0)} ms`;
    print(`alerts of severity 1 as lines, same file: ${times}${tools.agree ? '' : ', ANSWERS DIFFER'}`);
  }
}

function runOnce(row: Row, file: string, simdjson: string | null): void {
  if (row.name === SIMDJSON && simdjson !== null) {
    const { ms, cpuMs, sums } = runSimdjson(simdjson, file);
    row.ms.push(ms);
    row.cpuMs.push(cpuMs);
    row.sums = sums;
    return;
  }
  const script = join(import.meta.dirname, 'run-peer.ts');
  const run = spawnSync(process.execPath, [script, row.name, file], { timeout: RUN_MS, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`${row.name}: ${run.stderr}`);
  const { ms, cpuMs, peakMiB, ...sums } = JSON.parse(run.stdout) as Sums & {
    ms: number;
    cpuMs: number;
    peakMiB: number;
  };
  row.ms.push(ms);
  row.cpuMs.push(cpuMs);
  row.peakMiB.push(peakMiB);
  row.sums = sums;
}

function mbPerS(bytes: number, ms: number): string {
  return (bytes / 1000 / ms).toFixed(0);
}

function printTable(rows: readonly Row[], bytes: number, megabytes: number): void {
  print(`\n${megabytes} MB, ${rows[1]?.sums?.lines} lines, median of ${rounds}`);
  print(
    `${'peer'.padEnd(36)}${['MB/s', 'k events/s', 'ms', 'CPU ms', 'peak MiB'].map((head) => head.padStart(11)).join('')}`,
  );
  for (const { name, ms, cpuMs, peakMiB, sums } of rows) {
    const time = median(ms);
    const more = [median(cpuMs).toFixed(0), peakMiB.length === 0 ? '' : median(peakMiB).toFixed(1)];
    const cells = [mbPerS(bytes, time), ((sums?.lines ?? 0) / time).toFixed(0), time.toFixed(0), ...more];
    print(`${name.padEnd(36)}${cells.map((cell) => cell.padStart(11)).join('')}`);
  }
}

function printGrowth(bySize: readonly Row[][]): void {
  const [small, large] = [bySize[0] as Row[], bySize.at(-1) as Row[]];
  const factor = (sizes.at(-1) as number) / (sizes[0] as number);
  print(`\nfrom ${sizes[0]} to ${sizes.at(-1)} MB (${factor.toFixed(1)}x)`);
  for (const name of ['eve objects', 'eve columns', 'selective: eve objects']) {
    const [a, b] = [small, large].map((rows) => rows.find((row) => row.name === name) as Row) as [Row, Row];
    const memory = `${median(a.peakMiB).toFixed(1)} → ${median(b.peakMiB).toFixed(1)} MiB above idle`;
    print(`${name}: ${(median(b.ms) / median(a.ms)).toFixed(1)}x the time, ${memory}`);
  }
}
