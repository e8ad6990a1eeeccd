/**
 * `npm run scenario -- <case> … | --all`: plays cases in a lab of its own; one JSON line a case, then the sum.
 * `npm run scenario -- --pcap FILE …` and `--suite DIR`: play captures through the box (replay/).
 */
import { languageOf } from '../lab/parse-options.ts';
import { showProgress, wordsFor } from '../lab/show-progress.ts';
import { startLab } from '../lab/start-lab.ts';
import { closeIncidents } from './close-incidents.ts';
import { playCase } from './play-cases.ts';
import { isReplay } from './replay/parse-replay-options.ts';
import { runReplay } from './replay/run-replay.ts';
import { isSuite, runSuite } from './replay/run-suite.ts';
import { hasScanner, isAntivirusSuite, runAntivirusSuite } from './run-antivirus-suite.ts';
import { ALL_CASES, type CaseName } from './scenario.ts';

const args = process.argv.slice(2);
const words = wordsFor(languageOf(args));

function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function casesOf(given: readonly string[]): CaseName[] {
  const names: CaseName[] = [];
  for (const [index, arg] of given.entries()) {
    if (arg === '--lang' || given[index - 1] === '--lang' || arg === '--quiet') continue;
    if (arg === '--all') return [...ALL_CASES];
    if (arg.startsWith('-')) refuse(words.unknownOption(arg));
    const name = ALL_CASES.find((candidate) => candidate === arg);
    if (name === undefined) refuse(words.unknownCase(arg, ALL_CASES.join(' ')));
    names.push(name);
  }
  if (names.length === 0) refuse(words.unknownCase('', ALL_CASES.join(' ')));
  return names;
}

const antivirus = isAntivirusSuite(args);
if (antivirus && !hasScanner()) refuse('LAB_NO_SCANNER: the suite needs clamd → install the package clamav-daemon');
if (!antivirus && isSuite(args)) process.exit(await runSuite(args));
if (isReplay(args)) process.exit(await runReplay(args));
const cases = antivirus ? [] : casesOf(args);
const progress = showProgress(Object.keys(words.steps).length, words, args.includes('--quiet'));
const lab = await startLab({
  scanner: antivirus,
  onStep: (step, state) => (state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true)),
});
if (!lab.ok) refuse(`${lab.error.code}: ${lab.error.message}`);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void lab.value.stop().then(() => process.exit(130)));
}
if (antivirus) {
  const held = await runAntivirusSuite(lab.value, args.includes('--fast'));
  await lab.value.stop();
  process.exit(held ? 0 : 1);
}
const failed: string[] = [];
for (const name of cases) {
  const result = await playCase(lab.value, name);
  await closeIncidents(lab.value);
  if (!result.ok) failed.push(name);
  for (const failure of result.failures) progress.say(`  ✗ ${name}: ${failure}`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
await lab.value.stop();
process.stdout.write(`${JSON.stringify({ cases, ok: failed.length === 0, failed })}\n`);
process.exit(failed.length === 0 ? 0 : 1);
