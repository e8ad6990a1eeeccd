import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { type EngineFaults, playEngineFaults } from './engine-faults.ts';
import { judgeFaults, tellFaults } from './judge-faults.ts';

let lab: Lab;
let played: EngineFaults;
beforeAll(async () => {
  const started = await startLab();
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  await lab.center.signIn();
}, 400_000);
afterAll(() => lab?.stop());

it('keeps a hundred live connections whatever happens to the engine, and tells what nobody inspected', async () => {
  const faults = ['killed', 'hung', 'restarted', 'rules reloaded', 'agent dead, killed'] as const;
  played = await playEngineFaults(lab, { connections: 100, faults });
  process.stderr.write(tellFaults(played));
  expect(judgeFaults(played)).toEqual([]);
}, 400_000);
