/**
 * `npm run scenario -- <case> … | --all`: plays cases in a lab of its own; one JSON line a case, then the sum.
 * `npm run scenario -- --pcap FILE …` and `--suite DIR`: play captures through the box (replay/).
 */
import { languageOf } from '../lab/parse-options.ts';
import { showProgress, wordsFor } from '../lab/show-progress.ts';
import { startLab } from '../lab/start-lab.ts';
import { playCase } from './play-cases.ts';
import { isReplay } from './replay/parse-replay-options.ts';
import { runReplay } from './replay/run-replay.ts';
import { isSuite, runSuite } from './replay/run-suite.ts';
import { CASES, type CaseName } from './scenario.ts';

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
    if (arg === '--all') return [...CASES];
    if (arg.startsWith('-')) refuse(words.unknownOption(arg));
    const name = CASES.find((candidate) => candidate === arg);
    if (name === undefined) refuse(words.unknownCase(arg, CASES.join(' ')));
    names.push(name);
  }
  if (names.length === 0) refuse(words.unknownCase('', CASES.join(' ')));
  return names;
}

if (isSuite(args)) process.exit(await runSuite(args));
if (isReplay(args)) process.exit(await runReplay(args));
const cases = casesOf(args);
const progress = showProgress(Object.keys(words.steps).length, words, args.includes('--quiet'));
const lab = await startLab({
  onStep: (step, state) => (state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true)),
});
if (!lab.ok) refuse(`${lab.error.code}: ${lab.error.message}`);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void lab.value.stop().then(() => process.exit(130)));
}
const failed: string[] = [];
for (const name of cases) {
  const result = await playCase(lab.value, name);
  if (!result.ok) failed.push(name);
  for (const failure of result.failures) progress.say(`  ✗ ${name}: ${failure}`);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
await lab.value.stop();
process.stdout.write(`${JSON.stringify({ cases, ok: failed.length === 0, failed })}\n`);
process.exit(failed.length === 0 ? 0 : 1);
