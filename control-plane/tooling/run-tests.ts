// `npm test`, `npm run test:corpus`, `npm run test:cases`: vitest over the tree, then the plain closing line from real counts.
// Anything vitest understands is passed through: `npm test -- control-plane/agent -t spool`.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { closingLine } from './closing-line.ts';
import { refuse } from './coded-sentence.ts';
import type { TestCounts } from './count-reporter.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const LANES = ['corpus', 'cases'];
const slowestShown = 8;
/** A test run that has reported but does not end within this time holds something open; it is ended. */
const lingerMs = 30_000;

const runVitest = async (args: readonly string[], environment: NodeJS.ProcessEnv, countsFile: string) => {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(repository, 'node_modules/vitest/vitest.mjs'),
      'run',
      `--config=${join(repository, 'control-plane/tooling/vitest.config.ts')}`,
      '--reporter=default',
      `--reporter=${join(repository, 'control-plane/tooling/count-reporter.ts')}`,
      ...args,
    ],
    { cwd: repository, env: environment, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  // The terminal signals the whole group; a signal sent to us alone is handed on.
  const handOn = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGTERM', handOn).on('SIGINT', handOn);
  let reportedAt: number | undefined;
  const watch = setInterval(() => {
    if (reportedAt === undefined && existsSync(countsFile)) reportedAt = Date.now();
    if (reportedAt !== undefined && Date.now() - reportedAt > lingerMs) child.kill('SIGKILL');
  }, 1000);
  const exit = await new Promise<{ status: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', () => resolve({ status: 1, signal: null }));
    child.once('exit', (status, signal) => resolve({ status, signal }));
  });
  clearInterval(watch);
  process.off('SIGTERM', handOn).off('SIGINT', handOn);
  return { ...exit, lingered: reportedAt !== undefined && exit.signal === 'SIGKILL' };
};

const describeRun = (counts: TestCounts): string => {
  const slowest = counts.files.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowestShown);
  const lines = slowest.map(({ path, seconds }) => `${seconds.toFixed(1).padStart(8)}s  ${path}`);
  const skipped = counts.skipped.map(({ title, reason }) => `  – ${title}: ${reason}`);
  return [
    ...(lines.length > 0 ? ['Slowest files', ...lines] : []),
    ...(skipped.length > 0 ? ['Skipped', ...skipped] : []),
    '',
  ].join('\n');
};

/** The folder of shared test data for `--corpus`, or undefined when this clone has none beside it. */
export const findTestData = (root: string, environment: NodeJS.ProcessEnv): string | undefined => {
  const folder = environment['OMAMORI_TESTDATA'] ?? join(dirname(root.replace(/\/$/, '')), 'shared/testdata');
  return existsSync(folder) ? folder : undefined;
};

const main = async (): Promise<void> => {
  const lane = LANES.find((name) => process.argv.includes(`--${name}`));
  const corpus = lane === 'corpus';
  const args = process.argv.slice(2).filter((argument) => !LANES.some((name) => argument === `--${name}`));
  const testData = findTestData(repository, process.env);
  if (corpus && testData === undefined) {
    const advice = 'set OMAMORI_TESTDATA to the folder that has it';
    return refuse({ code: 'SET_NO_TESTDATA', what: 'no shared test data beside this repository', advice });
  }
  const scratch = mkdtempSync(join(tmpdir(), 'omamori-tests-'));
  const countsFile = join(scratch, 'counts.json');
  const environment = {
    ...process.env,
    OMAMORI_TEST_COUNTS: countsFile,
    OMAMORI_TEST_SCRATCH: scratch, // what test files of one run may share; gone with the run
    ...(lane === undefined ? {} : { OMAMORI_TEST_LANE: lane }),
    ...(corpus ? { OMAMORI_TESTDATA: testData } : {}),
  };
  const run = await runVitest(args, environment, countsFile);
  const counts: TestCounts = existsSync(countsFile)
    ? (JSON.parse(readFileSync(countsFile, 'utf8')) as TestCounts)
    : { passed: 0, failed: run.status === 0 ? 0 : 1, skipped: [], files: [] };
  rmSync(scratch, { recursive: true, force: true });
  if (run.lingered) {
    process.stderr.write('The tests reported but their process did not end: something was left open.\n');
    counts.failed += 1;
  } else if (run.status !== 0 && counts.failed === 0) counts.failed = 1;
  const nothingRan = counts.passed + counts.failed === 0;
  process.stderr.write(describeRun(counts));
  if (nothingRan) process.stderr.write('No test ran.\n');
  process.stdout.write(`${closingLine(counts.passed, counts.failed, counts.skipped.length)}\n`);
  process.exitCode = counts.failed > 0 || nothingRan ? 1 : 0;
};

if (import.meta.main) await main();
