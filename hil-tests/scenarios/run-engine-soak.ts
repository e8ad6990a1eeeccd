/**
 * `npm run soak -- engine [--rounds N] [--connections N]`: every fault of the engine, round after round, while the same
 * connections live. Standard output: a table a round; last line { ok, rounds, connections, whole, problems }.
 */
import { parseArgs } from 'node:util';
import { languageOf } from '../lab/parse-options.ts';
import { showProgress, wordsFor } from '../lab/show-progress.ts';
import { startLab } from '../lab/start-lab.ts';
import { FAULT_NAMES } from './engine-fault-kinds.ts';
import { playEngineFaults } from './engine-faults.ts';
import { judgeFaults, tellFaults } from './judge-faults.ts';

const MOST_ROUNDS = 1000;
const MOST_CONNECTIONS = 1000;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    connections: { type: 'string' },
    lang: { type: 'string' },
    quiet: { type: 'boolean' },
  },
});
const rounds = Math.min(MOST_ROUNDS, Math.max(1, Number(values.rounds ?? 10) || 10));
const connections = Math.min(MOST_CONNECTIONS, Math.max(2, Number(values.connections ?? 100) || 100));
const words = wordsFor(values.lang ?? languageOf([]));
const progress = showProgress(Object.keys(words.steps).length, words, values.quiet === true);
const lab = await startLab({
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
const faults = Array.from({ length: rounds }, () => FAULT_NAMES).flat();
const onFault = (done: number): void => progress.say(` ${done}/${faults.length}`);
const played = await playEngineFaults(lab.value, { connections, faults, onFault });
await lab.value.stop();
const problems = judgeFaults(played);
const { whole } = played;
process.stdout.write(tellFaults(played));
process.stdout.write(`${JSON.stringify({ ok: problems.length === 0, rounds, connections, whole, problems })}\n`);
process.exit(problems.length === 0 ? 0 : 1);
