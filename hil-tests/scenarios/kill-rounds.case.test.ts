import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LabDatabase, startLabDatabase } from '../lab/lab-database.ts';
import { type Lab, startLab } from '../lab/start-lab.ts';
import { recordWire, type WireRecord, wireTable } from './judge-wire.ts';
import { killTable, playKillRounds } from './kill-rounds.ts';

let database: LabDatabase;
let lab: Lab;
let wire: WireRecord;
beforeAll(async () => {
  database = await startLabDatabase();
  const started = await startLab({ broker: 'mosquitto', centerEnv: { DATABASE_URL: database.url } });
  if (!started.ok) throw new Error(started.error.message);
  lab = started.value;
  wire = recordWire(lab);
  await lab.center.signIn();
}, 400_000);
afterAll(async () => {
  await wire?.stop();
  await lab?.stop();
  await database?.stop();
});

const ROUNDS = 30; // the long form is `npm run soak -- kills`

it('loses and doubles nothing over random kills of agent, broker, center and database', async () => {
  const seed = Date.now() % 1_000_000;
  const report = await playKillRounds(lab, { rounds: ROUNDS, seed, database });
  process.stdout.write(`${killTable(report)}\n`);
  expect(report.wrong).toEqual([]);
  const sent = ROUNDS * 12;
  expect(report.summary).toEqual({ ok: true, rounds: ROUNDS, sent, received: sent, lost: 0, duplicated: 0 });
}, 600_000);

it('puts nothing on the wire meanwhile that the version before could not read', async () => {
  const verdicts = await wire.judge();
  process.stdout.write(`${wireTable(verdicts)}\n`);
  expect(verdicts.filter(({ problem }) => problem !== null).slice(0, 5)).toEqual([]);
  const said = new Set(verdicts.map(({ channel }) => channel));
  for (const channel of ['birth', 'death', 'events', 'ack', 'desired', 'reported', 'inventory', 'health'])
    expect([...said]).toContain(channel);
}, 400_000);
