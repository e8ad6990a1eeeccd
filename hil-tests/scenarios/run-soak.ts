/**
 * `npm run soak -- kills [--rounds N] [--seed S]`: the long form of the kill rounds, with a Mosquitto and a PostgreSQL of
 * its own. Standard output: seed, table by victim, rounds that went wrong; last line {ok, rounds, sent, received, lost, duplicated}.
 */
import { parseArgs } from 'node:util';
import { startLabDatabase } from '../lab/lab-database.ts';
import { languageOf } from '../lab/parse-options.ts';
import { showProgress, wordsFor } from '../lab/show-progress.ts';
import { startLab } from '../lab/start-lab.ts';
import { killTable, playKillRounds } from './kill-rounds.ts';

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
process.stdout.write(`seed ${seed}\n`);
const database = await startLabDatabase();
const lab = await startLab({
  broker: 'mosquitto',
  centerEnv: { DATABASE_URL: database.url },
  onStep: (step, state) => (state === 'begin' ? progress.begin(words.steps[step]) : progress.end(true)),
});
if (!lab.ok) {
  await database.stop();
  process.stderr.write(`${lab.error.code}: ${lab.error.message}\n`);
  process.exit(2);
}
const stopAll = async (): Promise<void> => {
  await lab.value.stop();
  await database.stop();
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void stopAll().then(() => process.exit(130)));
}
await lab.value.center.signIn();
const onRound = (done: number): void => {
  if (done % 10 === 0) progress.say(` ${done}/${rounds}`);
};
const report = await playKillRounds(lab.value, { rounds, seed, database, onRound });
await stopAll();
process.stdout.write(`${killTable(report)}\n${JSON.stringify(report.summary)}\n`);
process.exit(report.summary.ok ? 0 : 1);
