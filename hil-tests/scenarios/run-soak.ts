/** `npm run soak -- kills [--rounds N] [--seed S]`: the long form of the kill rounds; last line one JSON object. */
import { parseArgs } from 'node:util';
import { languageOf } from '../lab/parse-options.ts';
import { showProgress, wordsFor } from '../lab/show-progress.ts';
import { startLab } from '../lab/start-lab.ts';
import { playKillRounds } from './kill-rounds.ts';

const MOST_ROUNDS = 3000;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string' },
    lang: { type: 'string' },
    quiet: { type: 'boolean' },
  },
});
const rounds = Math.min(MOST_ROUNDS, Math.max(1, Number(values.rounds ?? 300) || 300));
const seed = Number(values.seed ?? Date.now() % 1_000_000) || 1;
const words = wordsFor(values.lang ?? languageOf([]));
const progress = showProgress(Object.keys(words.steps).length, words, values.quiet === true);
const lab = await startLab({
  broker: 'mosquitto',
  onStep: (step, state) => (state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true)),
});
if (!lab.ok) {
  process.stderr.write(`${lab.error.code}: ${lab.error.message}\n`);
  process.exit(2);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void lab.value.stop().then(() => process.exit(130)));
}
await lab.value.center.signIn();
const onRound = (done: number): void => {
  if (done % 10 === 0) progress.say(` ${done}/${rounds}`);
};
const result = await playKillRounds(lab.value, { rounds, seed, onRound });
await lab.value.stop();
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(result.ok ? 0 : 1);
