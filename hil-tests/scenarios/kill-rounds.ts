import type { Lab } from '../lab/start-lab.ts';
import type { Unit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { readTold } from './case-a.ts';
import { type Attempt, knock } from './knock.ts';

export interface KillRounds {
  readonly ok: boolean;
  readonly rounds: number;
  readonly seed: number;
  /** Attempts that were made, all of them blocked. */
  readonly sent: number;
  /** Different ones that the center holds. */
  readonly received: number;
  readonly lost: number;
  /** Told twice, or never made. */
  readonly duplicated: number;
  /** How often each part was killed. */
  readonly kills: Readonly<Record<string, number>>;
}

const ATTEMPTS = 6;
const EVERY_MS = 70;

/**
 * In each round somebody attacks over both families and one part – agent, broker or center with its database – is killed
 * without notice at a random moment; the round ends when the center holds the attempts, or after a minute. What was sent
 * is known by source address and port. The same seed kills the same parts after the same delays.
 */
export async function playKillRounds(
  lab: Lab,
  options: { readonly rounds: number; readonly seed: number; readonly onRound?: (done: number) => void },
): Promise<KillRounds> {
  const random = mulberry32(options.seed);
  const victims = [lab.units.agent, lab.units.center, ...(lab.units.broker === undefined ? [] : [lab.units.broker])];
  const kills: Record<string, number> = {};
  let [sent, received, duplicated] = [0, 0, 0];
  for (let round = 0; round < options.rounds; round++) {
    const victim = victims[Math.floor(random() * victims.length)] ?? lab.units.agent;
    kills[victim.name] = (kills[victim.name] ?? 0) + 1;
    const result = await playRound(lab, victim, Math.floor(random() * 900), 20_000 + (round % 3000) * ATTEMPTS);
    sent += result.sent;
    received += result.received;
    duplicated += result.duplicated;
    options.onRound?.(round + 1);
  }
  const lost = sent - received;
  return {
    ok: lost === 0 && duplicated === 0,
    rounds: options.rounds,
    seed: options.seed,
    sent,
    received,
    lost,
    duplicated,
    kills,
  };
}

async function playRound(lab: Lab, victim: Unit, delayMs: number, firstPort: number) {
  const begun = Date.now();
  const before = victim.pid();
  const [one, two] = lab.plan.attackers.LV;
  if (one === undefined || two === undefined) throw new Error('the lab lacks attackers');
  const spell = { firstPort, count: ATTEMPTS, everyMs: EVERY_MS, user: 'admin', timeoutMs: 500 };
  const attack = Promise.all([
    knock(lab, { ...spell, from: one, family: 4 }),
    knock(lab, { ...spell, from: two, family: 6 }),
  ]);
  await new Promise((resolve) => setTimeout(resolve, delayMs));
  victim.kill();
  const attempts = (await attack).flat();
  await waitUntil(`${victim.name} runs again`, 30_000, async () => victim.pid() !== null && victim.pid() !== before);
  const told = await toldAfter(lab, begun, firstPort, attempts.length);
  return countRound(attempts, told);
}

/** The time of an attempt recovered from the kernel's ledger is exact to about a second. */
const CLOCK_SLACK_MS = 3000;

/** Source address and port of the round's detections, known by its ports; what is there after a minute, if not all. */
async function toldAfter(lab: Lab, begun: number, firstPort: number, expected: number): Promise<string[]> {
  let told: string[] = [];
  await waitUntil('the center holds the attempts', 60_000, async () => {
    const answer = await readTold(lab, begun - CLOCK_SLACK_MS).catch(() => null); // the center may be just starting
    const flows = answer?.detections.map(({ detection }) => detection.flow) ?? [];
    const ours = flows.filter(
      ({ sourcePort }) => sourcePort !== null && Math.floor((sourcePort - firstPort) / ATTEMPTS) === 0,
    );
    if (answer !== null) told = ours.map((flow) => `${flow.sourceIp} ${flow.sourcePort}`);
    return told.length >= expected;
  }).catch(() => undefined); // the count tells
  return told;
}

function countRound(attempts: readonly Attempt[], told: readonly string[]) {
  const open = new Set(attempts.map((attempt) => `${attempt.from} ${attempt.sourcePort}`));
  const received = told.filter((key) => open.delete(key)).length;
  return { sent: attempts.length, received, duplicated: told.length - received };
}

/** mulberry32 by Tommy Ettinger, public domain: small, seeded, good enough to choose victims. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
