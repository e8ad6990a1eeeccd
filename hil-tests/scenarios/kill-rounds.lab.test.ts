import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { playKillRounds } from './kill-rounds.ts';

let lab: Lab;
beforeAll(async () => {
  const started = await startLab({ broker: 'mosquitto' });
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await lab.center.signIn();
}, 120_000);
afterAll(() => lab?.stop());

it('loses and doubles nothing over thirty random kills of agent, broker and center', async () => {
  const seed = Date.now() % 1_000_000;
  const result = await playKillRounds(lab, { rounds: 30, seed });
  process.stderr.write(`${JSON.stringify(result)}\n`);
  expect(result).toMatchObject({ ok: true, sent: 360, received: 360, lost: 0, duplicated: 0 });
}, 600_000);
