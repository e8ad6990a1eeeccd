import { z } from 'zod';
import { APPLIANCE } from '../lab/cast.ts';
import { inspects, passes } from './faults.ts';
import type { HilOutcome, HilRig, HilScenario } from './hil-scenario.ts';

const probeSchema = z.object({ probe: z.string(), outcome: z.string() });
const noteSchema = z.object({ version: z.number(), probes: z.array(probeSchema), msg: z.string() });
const CONFIRMED = 'desired state applied and confirmed';

/** A new port is closed while the office works; the box keeps it only after its probation, and then it is closed. */
export const policyChange: HilScenario = async (rig): Promise<HilOutcome> => {
  const { lab } = rig;
  const answer = await lab.center.policy(APPLIANCE);
  const closed = { protocol: 'tcp' as const, port: 5900 + (answer.version % 50), allow: [] };
  const begun = performance.now();
  const given = await lab.center.setPolicy(
    APPLIANCE,
    { ...answer.policy, ports: [...answer.policy.ports, closed] },
    answer.version,
  );
  const failures = await workUntil(rig, inspects(rig, given.version));
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  const listed = await lab.run('box', ['nft', 'list', 'table', 'bridge', 'omamori']);
  if (!listed.stdout.includes(String(closed.port))) failures.push('the closed port is in no rule');
  failures.push(...(await judgeProbation(rig, given.version)));
  return { failures: [...failures, ...(await passes(lab))], figures: { seconds } };
};

/** The office goes on working meanwhile: its packets are what the probation looks at. */
async function workUntil({ lab }: HilRig, done: Promise<void>): Promise<string[]> {
  let isDone = false;
  const watched = done.finally(() => {
    isDone = true;
  });
  watched.catch(() => undefined); // thrown below
  const failures: string[] = [];
  while (!isDone) failures.push(...(await passes(lab)));
  await watched;
  return failures;
}

/** What the agent wrote of its probes when it confirmed: all three passed. */
async function judgeProbation({ box }: HilRig, version: number): Promise<string[]> {
  const notes = (await box.readAgentLog())
    .split('\n')
    .filter((line) => line.includes(CONFIRMED))
    .map((line) => noteSchema.parse(JSON.parse(line)));
  const note = notes.findLast((one) => one.version === version);
  if (note === undefined) return [`the agent never confirmed version ${version}`];
  const open = note.probes.filter(({ outcome }) => outcome !== 'passed');
  if (note.probes.length !== 3) return [`${note.probes.length} probes instead of three`];
  return open.map(({ probe, outcome }) => `the probe ${probe}: ${outcome}`);
}
