// The exchange of desired, reported and acknowledged as a model around the real decisions (newest waits, validation,
// trial, given up, restart): random schedules of issue, loss, doubling, overtaking, partition, crash. The seed is
// printed; OMAMORI_SEED repeats a run.
import { type DesiredState, desiredStateSchema } from '@omamori/contract/desired-state';
import { expect, it } from 'vitest';
import { takesPlaceOf } from '../src/config-path/inbox/document-inbox.ts';
import {
  afterRestart,
  objectionOf,
  type ProbationRecord,
  rejected,
  trialOf,
} from '../src/config-path/probation/probation-record.ts';
import { validateDesired } from '../src/config-path/validate/validate-desired.ts';

const SCHEDULES = 100_000;
const STEPS = 20;
const MOST_VERSIONS = 6;

interface Doc {
  readonly desired: DesiredState;
  readonly digest: string;
  /** Whether its probation would hold. */
  readonly good: boolean;
}
interface Report {
  readonly applied: number;
  readonly at: number;
  readonly last: { readonly version: number; readonly outcome: string } | null;
}

/** Two contents for each version: what two editors would issue if the center's compare-and-set failed. */
const DOCS: readonly (readonly Doc[])[] = Array.from({ length: MOST_VERSIONS + 1 }, (_, version) =>
  [22, 3389, 5900, 23].map((port, index) => ({
    desired: desiredStateSchema.parse({
      v: 1,
      appliance: 'box-1',
      version: Math.max(1, version),
      issuedAt: '2026-01-01T00:00:00.000Z',
      expiresAt: '2999-01-01T00:00:00.000Z',
      geo: { blockInbound: [], blockOutbound: [] },
      ports: [{ protocol: 'tcp', port, allow: [] }],
      protectedDestinations: ['198.51.100.200'],
      ips: { mode: 'block', disabledRules: [] },
    }),
    digest: `${version}-${index}`.padEnd(64, '0'),
    good: index < 2,
  })),
);
const CONTEXT = {
  nowMs: Date.parse('2026-06-01T00:00:00.000Z'),
  centerAddresses: ['198.51.100.200'],
  homeNetworks: ['192.0.2.0/24'],
  neverIsolated: [],
  knowsCountry: () => true,
};

function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

class Box {
  waiting: Doc | null = null;
  applied: Doc | null = null;
  record: ProbationRecord | null = null;
  last: Report['last'] = null;
  /** Grows with each report; the wall clock may not. */
  at = 0;
  trials = new Map<string, number>();
  highest = 0;

  offer(doc: Doc): void {
    if (takesPlaceOf(doc.desired, this.waiting?.desired ?? null)) this.waiting = doc;
  }

  /** One pass; `crash`: the power goes while the document is on trial. */
  decide(crash: boolean): Report | null {
    const doc = this.waiting;
    if (doc === null) return null;
    const { desired, digest } = doc;
    const verdict = validateDesired(desired, { ...CONTEXT, applied: this.applied?.desired ?? null });
    const isNew = verdict.ok && verdict.value === 'apply';
    const code = isNew ? objectionOf(this.record, desired.version, digest) : null;
    if (!verdict.ok) this.last = { version: desired.version, outcome: verdict.error.code };
    else if (code !== null) this.last = { version: desired.version, outcome: code };
    else if (isNew && !this.#hold(doc, crash)) return null;
    this.waiting = null;
    return this.report();
  }

  #hold(doc: Doc, crash: boolean): boolean {
    const { version } = doc.desired;
    this.record = trialOf(version, doc.digest, this.record);
    this.trials.set(doc.digest, (this.trials.get(doc.digest) ?? 0) + 1);
    if (crash) {
      this.restart();
      return false;
    }
    if (doc.good) {
      this.applied = doc;
      this.record = null;
      this.highest = Math.max(this.highest, version);
    } else this.record = rejected(this.record, 'CFG_PROBATION_CENTER');
    this.last = { version, outcome: doc.good ? 'applied' : 'rolled-back' };
    return true;
  }

  /** What is on the disk stays: inbox, applied, record. */
  restart(): void {
    this.record = afterRestart(this.record, this.applied?.digest ?? null);
  }

  report(): Report {
    this.at += 1;
    return { applied: this.applied?.desired.version ?? 0, at: this.at, last: this.last };
  }
}

interface World {
  readonly box: Box;
  readonly down: Doc[];
  readonly up: Report[];
  retained: Doc | null;
  issued: number;
  known: Report | null;
  partition: boolean;
  /** The center's compare-and-set: one content a version; broken in some schedules on purpose. */
  readonly contents: Map<number, Set<string>>;
}

function step(world: World, next: (below: number) => number, twoEditors: boolean): void {
  const { box, down, up } = world;
  const pick = <T>(queue: T[]): T | undefined => queue[next(queue.length)];
  const drop = <T>(queue: T[]): void => void queue.splice(next(queue.length), 1);
  const send = (report: Report | null): void => {
    if (report !== null && !world.partition && up.length < 8) up.push(report);
  };
  switch (next(10)) {
    case 0:
    case 1: {
      if (world.issued >= MOST_VERSIONS) return;
      const again = twoEditors && world.issued > 0 && next(4) === 0;
      const version = again ? world.issued : world.issued + 1;
      world.issued = version;
      world.retained = DOCS[version]?.[next(4)] ?? null;
      if (world.retained !== null) {
        world.contents.set(version, (world.contents.get(version) ?? new Set()).add(world.retained.digest));
        if (!world.partition && down.length < 8) down.push(world.retained);
      }
      return;
    }
    case 2: // delivered, in any order
    case 3:
      if (down.length > 0) box.offer(down.splice(next(down.length), 1)[0] as Doc);
      return;
    case 4: // doubled
      if (down.length > 0 && down.length < 8) down.push(pick(down) as Doc);
      if (up.length > 0 && up.length < 8) up.push(pick(up) as Report);
      return;
    case 5: // lost
      if (next(2) === 0 && down.length > 0) drop(down);
      else if (up.length > 0) drop(up);
      return;
    case 6:
      send(box.decide(next(3) === 0));
      return;
    case 7:
      box.restart();
      return;
    case 8:
      world.partition = !world.partition;
      if (!world.partition) reconnect(world);
      return;
    default:
      if (up.length > 0) hear(world, up.splice(next(up.length), 1)[0] as Report);
  }
}

function hear(world: World, report: Report): void {
  if (world.known === null || world.known.at < report.at) world.known = report;
}

/** Retained on both sides: the broker repeats the newest document, the box its newest report. */
function reconnect(world: World): void {
  if (world.retained !== null && world.down.length < 9) world.down.push(world.retained);
  if (world.up.length < 9) world.up.push(world.box.report());
}

/** The link comes back and stays: what was said last must arrive. */
function settle(world: World): void {
  world.partition = false;
  for (let round = 0; round < 3; round += 1) {
    reconnect(world);
    for (const doc of world.down.splice(0)) {
      world.box.offer(doc);
      const report = world.box.decide(false);
      if (report !== null) world.up.push(report);
    }
    const report = world.box.decide(false);
    if (report !== null) world.up.push(report);
    for (const heard of world.up.splice(0).reverse()) hear(world, heard);
  }
}

/** Null, or what is wrong. */
function play(seed: number): string | null {
  const next = generator(seed);
  const twoEditors = next(5) === 0;
  const box = new Box();
  const world: World = {
    box,
    down: [],
    up: [],
    retained: null,
    issued: 0,
    known: null,
    partition: false,
    contents: new Map(),
  };
  let before: Doc | null = null;
  const check = (): string | null => {
    const now = box.applied;
    if ((now?.desired.version ?? 0) < (before?.desired.version ?? 0)) return 'the applied version went back';
    if (now !== before && now?.desired.version === before?.desired.version) return 'one version, two contents';
    if (now !== null && world.contents.get(now.desired.version)?.has(now.digest) !== true)
      return 'applied what nobody issued';
    if (now !== null && !now.good) return 'a state that fails its probation is in force';
    if ([...box.trials.values()].some((tries) => tries > 3)) return 'the same document was tried without end';
    if (world.known !== null && world.known.applied > box.highest) return 'the center believes what never was';
    before = now;
    return null;
  };
  for (let at = 0; at < STEPS; at += 1) {
    step(world, next, twoEditors);
    const wrong = check();
    if (wrong !== null) return `${wrong} (step ${at})`;
  }
  settle(world);
  const wrong =
    check() ??
    (world.known?.applied === (box.applied?.desired.version ?? 0) ? null : 'the center knows another version');
  if (wrong !== null || world.retained === null) return wrong;
  const { desired, good, digest } = world.retained;
  const done = box.applied?.digest === digest;
  const refused =
    !good ||
    objectionOf(box.record, desired.version, digest) !== null ||
    (twoEditors && box.last?.outcome === 'CFG_VERSION_REUSED');
  return done || refused ? null : `version ${desired.version} never came into force, ${JSON.stringify(box.last)}`;
}

it('desired, reported and acknowledged agree in the end over any schedule of faults', () => {
  const seed = Number(process.env['OMAMORI_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const started = performance.now();
  const wrong: string[] = [];
  for (let run = 0; run < SCHEDULES && wrong.length === 0; run += 1) {
    const found = play(seed + run);
    if (found !== null) wrong.push(`seed ${seed + run}: ${found}`);
  }
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  process.stdout.write(
    `${JSON.stringify({ schedules: SCHEDULES, steps: STEPS, seed, seconds, wrong: wrong.length })}\n`,
  );
  expect(wrong).toEqual([]);
}, 180_000);
