import type { Lab } from '../lab/start-lab.ts';
import type { Unit } from '../lab/supervise.ts';
import { waitUntil } from '../lab/wait-until.ts';
import { readTold } from './case-a.ts';
import { type Attempt, knock } from './knock.ts';

export interface KillRounds {
  readonly ok: boolean;
  readonly rounds: number;
  /** Attempts that were made, all of them blocked. */
  readonly sent: number;
  /** Different ones that the center holds. */
  readonly received: number;
  readonly lost: number;
  /** Told twice, or never made. */
  readonly duplicated: number;
}

/** What was killed, and how its rounds went. */
export interface VictimRow {
  readonly victim: string;
  kills: number;
  sent: number;
  received: number;
  duplicated: number;
  /** From the kill until the center held all attempts of the round. */
  longestMs: number;
}

export interface KillReport {
  readonly summary: KillRounds;
  readonly seed: number;
  readonly victims: readonly VictimRow[];
  /** Rounds in which something was missing or told twice: the gap and duplicate report. */
  readonly wrong: readonly WrongRound[];
}

export interface WrongRound {
  readonly round: number;
  readonly victim: string;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/** A part that comes back by itself after `kill`; `Unit` fits. */
export type Victim = Pick<Unit, 'name' | 'pid' | 'kill'>;

const ATTEMPTS = 6;
const EVERY_MS = 70;

/**
 * In each round somebody attacks over both families and one part – agent, broker, center or database – is killed without
 * notice at a random moment, each of them once, in random order, before one is killed again; the round ends when the
 * center holds the attempts, or after two minutes. What was sent is known by source address and port. The same seed
 * kills the same parts after the same delays.
 */
export async function playKillRounds(
  lab: Lab,
  options: {
    readonly rounds: number;
    readonly seed: number;
    /** The database, where it is a program of its own. */
    readonly database?: Victim;
    readonly onRound?: (done: number) => void;
  },
): Promise<KillReport> {
  const random = mulberry32(options.seed);
  const { agent, center, broker } = lab.units;
  const victims = [agent, center, broker, options.database].filter((part) => part !== undefined);
  const rows = victims.map(({ name }) => ({
    victim: name,
    kills: 0,
    sent: 0,
    received: 0,
    duplicated: 0,
    longestMs: 0,
  }));
  const wrong: WrongRound[] = [];
  const bag: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    if (bag.length === 0) bag.push(...victims.keys());
    const [chosen = 0] = bag.splice(Math.floor(random() * bag.length), 1);
    const [victim, row] = [victims[chosen], rows[chosen]];
    if (victim === undefined || row === undefined) break;
    const firstPort = 20_000 + (round % 3000) * ATTEMPTS;
    const result = await playRound(lab, victim, Math.floor(random() * 900), firstPort);
    row.kills += 1;
    row.sent += result.sent;
    row.received += result.received;
    row.duplicated += result.extra.length;
    row.longestMs = Math.max(row.longestMs, result.tookMs);
    if (result.missing.length + result.extra.length > 0)
      wrong.push({ round, victim: victim.name, missing: result.missing, extra: result.extra });
    options.onRound?.(round + 1);
  }
  return { summary: summaryOf(options.rounds, rows), seed: options.seed, victims: rows, wrong };
}

function summaryOf(rounds: number, rows: readonly VictimRow[]): KillRounds {
  const sum = (of: (row: VictimRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const [sent, received, duplicated] = [
    sum((row) => row.sent),
    sum((row) => row.received),
    sum((row) => row.duplicated),
  ];
  const lost = sent - received;
  return { ok: lost === 0 && duplicated === 0, rounds, sent, received, lost, duplicated };
}

/** For people: one line a victim, then the rounds that went wrong. */
export function killTable({ seed, victims, wrong }: KillReport): string {
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(10) : String(cell).padStart(10))).join('');
  return [
    `kill rounds, seed ${seed}`,
    line(['killed', 'times', 'sent', 'received', 'lost', 'doubled', 'longest s']),
    ...victims.map((row) =>
      line([
        row.victim,
        row.kills,
        row.sent,
        row.received,
        row.sent - row.received,
        row.duplicated,
        (row.longestMs / 1000).toFixed(1),
      ]),
    ),
    ...wrong.slice(0, 50).map((round) => JSON.stringify(round)),
  ].join('\n');
}

async function playRound(lab: Lab, victim: Victim, delayMs: number, firstPort: number) {
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
  const killed = Date.now();
  const attempts = (await attack).flat();
  await waitUntil(`${victim.name} runs again`, 120_000, async () => victim.pid() !== null && victim.pid() !== before);
  const told = await toldAfter(lab, begun, firstPort, attempts.length);
  return { ...countRound(attempts, told), tookMs: Date.now() - killed };
}

/** The time of an attempt recovered from the kernel's ledger is exact to about a second. */
const CLOCK_SLACK_MS = 3000;

/** Source address and port of the round's detections, known by its ports; what is there after two minutes, if not all. */
async function toldAfter(lab: Lab, begun: number, firstPort: number, expected: number): Promise<string[]> {
  let told: string[] = [];
  await waitUntil('the center holds the attempts', 120_000, async () => {
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
  const extra = told.filter((key) => !open.delete(key));
  return { sent: attempts.length, received: told.length - extra.length, missing: [...open], extra };
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
