// The exchange of desired, reported and acknowledged as a model around the real decisions (newest waits, validation,
// trial, acknowledgement, given up, restart): random schedules of issue, loss, doubling, overtaking, partition, crash, a
// center without its database and one of an older version. The seed is printed; OMAMORI_SEED repeats a run.
import { type DesiredState, desiredStateSchema } from '@omamori/contract/desired-state';
import { expect, it } from 'vitest';
import { takesPlaceOf } from '../src/config-path/inbox/document-inbox.ts';
import {
  afterUnanswered,
  type CenterForm,
  centerCode,
  centerFormOf,
  isCenterHeard,
} from '../src/config-path/probation/center-form.ts';
import {
  afterRestart,
  objectionOf,
  type ProbationRecord,
  postponed,
  rejected,
  trialOf,
} from '../src/config-path/probation/probation-record.ts';
import type { Heard } from '../src/config-path/report/state-reporter.ts';
import { validateDesired } from '../src/config-path/validate/validate-desired.ts';

const SCHEDULES = 100_000;
const STEPS = 32;
/** How often each fate was met: a model in which nobody is ever unanswered would prove nothing. */
const met = { byCenter: 0, byLink: 0, rejected: 0, unanswered: 0, postponed: 0, waited: 0 };
const MOST_VERSIONS = 6;

interface Doc {
  readonly desired: DesiredState;
  readonly digest: string;
  /** good: its probation holds; fails: another probe fails; cuts: with it the center behind the broker hears nothing. */
  readonly nature: 'good' | 'fails' | 'cuts';
}
interface Report {
  readonly id: number;
  readonly applied: number;
  readonly at: number;
  /** What stood when it was sent keeps it from the center. */
  readonly cutOff: boolean;
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
    nature: index < 2 ? ('good' as const) : index === 2 ? ('fails' as const) : ('cuts' as const),
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

/** A question to the center, as probation/ask-center.ts puts it: before the change, with the new state, with the former. */
interface Phase {
  readonly kind: 'before' | 'trial' | 'former';
  readonly doc: Doc;
  readonly id: number;
  readonly form: CenterForm;
  heard: Heard;
}

class Box {
  waiting: Doc | null = null;
  applied: Doc | null = null;
  record: ProbationRecord | null = null;
  last: Report['last'] = null;
  phase: Phase | null = null;
  /** The center of this session has acknowledged a report. */
  answers = false;
  /** Grows with each report; the wall clock may not. */
  at = 0;
  #ids = 0;
  #known = new Set<number>();
  trials = new Map<string, number>();
  highest = 0;
  /** What was confirmed last, and by which word. */
  confirmed: Phase | null = null;

  offer(doc: Doc): void {
    if (takesPlaceOf(doc.desired, this.waiting?.desired ?? null)) this.waiting = doc;
  }

  /** A pass begins: the document is decided without a trial, or the center is asked. */
  decide(): Report | null {
    const doc = this.waiting;
    if (doc === null || this.phase !== null) return null;
    const { desired, digest } = doc;
    const verdict = validateDesired(desired, { ...CONTEXT, applied: this.applied?.desired ?? null });
    const isNew = verdict.ok && verdict.value === 'apply';
    const code = isNew ? objectionOf(this.record, desired.version, digest) : null;
    if (isNew && code === null) return this.#ask('before', doc, 'link');
    if (!verdict.ok) this.last = { version: desired.version, outcome: verdict.error.code };
    else if (code !== null) this.last = { version: desired.version, outcome: code };
    this.waiting = null;
    return this.report();
  }

  #ask(kind: Phase['kind'], doc: Doc, form: CenterForm): Report {
    const report = this.report();
    this.phase = { kind, doc, form, id: report.id, heard: 'nothing' };
    return report;
  }

  /** The same report once more, with the same id. */
  repeat(): Report | null {
    return this.phase === null ? null : this.#reportOf(this.phase.id);
  }

  sent(report: Report): void {
    if (this.phase !== null && report.id === this.phase.id && this.phase.heard === 'nothing') this.phase.heard = 'link';
  }

  onAck(id: number): void {
    if (!this.#known.has(id)) return;
    this.answers = true;
    if (this.phase?.id === id) this.phase.heard = 'center';
  }

  /** The time of the question is over. */
  timeUp(): Report | null {
    const phase = this.phase;
    this.phase = null;
    if (phase === null) return null;
    if (phase.kind === 'before') return this.#begin(phase);
    return phase.kind === 'trial' ? this.#judge(phase) : this.#afterFormer(phase);
  }

  #begin({ doc, heard }: Phase): Report | null {
    const form = centerFormOf(heard, this.answers);
    if (form === 'later') {
      met.waited += 1;
      return null; // stays in the inbox
    }
    this.record = trialOf(doc.desired.version, doc.digest, this.record);
    this.trials.set(doc.digest, (this.trials.get(doc.digest) ?? 0) + 1);
    return this.#ask('trial', doc, form);
  }

  #judge(phase: Phase): Report | null {
    const { doc, heard, form } = phase;
    const { version } = doc.desired;
    const isHeard = isCenterHeard(heard, form === 'answer');
    if (isHeard && doc.nature !== 'fails') {
      this.applied = doc;
      this.confirmed = phase;
      if (form === 'answer') met.byCenter += 1;
      else met.byLink += 1;
      this.record = null;
      this.highest = Math.max(this.highest, version);
      this.last = { version, outcome: 'applied' };
      return this.#settle(doc);
    }
    this.last = { version, outcome: 'rolled-back' };
    const code = isHeard ? 'CFG_PROBATION_ENGINE' : centerCode(heard);
    if (code === 'CFG_PROBATION_UNANSWERED') {
      met.unanswered += 1;
      return this.#ask('former', doc, form);
    }
    met.rejected += 1;
    if (this.record !== null) this.record = rejected(this.record, code);
    return this.#settle(doc);
  }

  #afterFormer({ doc, heard }: Phase): Report | null {
    const code = 'CFG_PROBATION_UNANSWERED';
    if (this.record !== null) {
      const postpone = afterUnanswered(heard) === 'postpone';
      this.record = postpone ? postponed(this.record, code) : rejected(this.record, code);
    }
    if (this.record?.state !== 'interrupted') return this.#settle(doc);
    met.postponed += 1;
    return this.report();
  }

  /** A newer document may have come in the meantime. */
  #settle({ desired }: Doc): Report {
    if (this.waiting !== null && this.waiting.desired.version <= desired.version) this.waiting = null;
    return this.report();
  }

  /** What is on the disk stays: inbox, applied, record. */
  restart(): void {
    this.phase = null;
    this.answers = false;
    this.#known.clear();
    this.record = afterRestart(this.record, this.applied?.digest ?? null);
  }

  report(): Report {
    this.#ids += 1;
    return this.#reportOf(this.#ids);
  }

  #reportOf(id: number): Report {
    this.at += 1;
    this.#known.add(id);
    const standing = this.phase?.kind === 'trial' ? this.phase.doc : this.applied;
    const applied = this.applied?.desired.version ?? 0;
    return { id, applied, at: this.at, cutOff: standing?.nature === 'cuts', last: this.last };
  }
}

interface World {
  readonly box: Box;
  readonly down: Doc[];
  readonly up: Report[];
  readonly acks: number[];
  retained: Doc | null;
  issued: number;
  known: Report | null;
  partition: boolean;
  /** Its database is away: nothing is committed, nothing acknowledged. */
  centerDown: boolean;
  /** Of the version before: takes reports, acknowledges none. */
  centerOld: boolean;
  readonly committed: Set<number>;
  /** The center's compare-and-set: one content a version; broken in some schedules on purpose. */
  readonly contents: Map<number, Set<string>>;
}

const MOST_ON_THE_WAY = 8;

function send(world: World, report: Report | null): void {
  if (report === null || world.partition) return;
  world.box.sent(report);
  if (!report.cutOff && world.up.length < MOST_ON_THE_WAY) world.up.push(report);
}

/** Everything that a pass starts: its question goes out. */
function turn(world: World, report: Report | null): void {
  const trial = world.box.phase;
  // A report that opens a trial was made before the phase stood: what it is kept from depends on the trial.
  const cutOff = trial?.kind === 'trial' && trial.id === report?.id ? trial.doc.nature === 'cuts' : report?.cutOff;
  send(world, report === null ? null : { ...report, cutOff: cutOff === true });
}

type Event = (world: World, next: (below: number) => number, twoEditors: boolean) => void;

const take = <T>(queue: T[], next: (below: number) => number): T | undefined =>
  queue.splice(next(Math.max(1, queue.length)), 1)[0];
const double = <T>(queue: T[], next: (below: number) => number): void => {
  const one = queue[next(Math.max(1, queue.length))];
  if (one !== undefined && queue.length < MOST_ON_THE_WAY) queue.push(one);
};

/** What may happen next, each as likely as it stands here. Everything is delivered in any order. */
const EVENTS: readonly Event[] = [
  issue,
  deliverDown,
  deliverDown,
  (world, next) => {
    double(world.down, next);
    double(world.up, next);
    double(world.acks, next);
  },
  (world, next) => {
    const lossy: unknown[][] = [world.down, world.up, world.acks];
    take(lossy[next(3)] ?? [], next);
  },
  (world) => turn(world, world.box.decide()),
  (world) => turn(world, world.box.decide()),
  (world) => send(world, world.box.repeat()),
  (world) => turn(world, world.box.timeUp()),
  (world) => turn(world, world.box.timeUp()),
  (world, next) => {
    if (next(3) === 0) world.box.restart();
  },
  (world) => {
    world.partition = !world.partition;
    if (!world.partition) reconnect(world);
  },
  (world, next) => {
    world.centerDown = !world.centerDown;
    if (next(4) === 0) world.centerOld = !world.centerOld;
  },
  deliverUp,
  deliverUp,
  (world, next) => {
    const ack = take(world.acks, next);
    if (ack !== undefined) world.box.onAck(ack);
  },
];

function step(world: World, next: (below: number) => number, twoEditors: boolean): void {
  EVENTS[next(EVENTS.length)]?.(world, next, twoEditors);
}

function deliverDown(world: World, next: (below: number) => number): void {
  const doc = take(world.down, next);
  if (doc !== undefined) world.box.offer(doc);
}

function deliverUp(world: World, next: (below: number) => number): void {
  const report = take(world.up, next);
  if (report !== undefined) hear(world, report);
}

function issue(world: World, next: (below: number) => number, twoEditors: boolean): void {
  if (world.issued >= MOST_VERSIONS) return;
  const again = twoEditors && world.issued > 0 && next(4) === 0;
  const version = again ? world.issued : world.issued + 1;
  world.issued = version;
  world.retained = DOCS[version]?.[next(4)] ?? null;
  if (world.retained === null) return;
  world.contents.set(version, (world.contents.get(version) ?? new Set()).add(world.retained.digest));
  if (!world.partition && world.down.length < MOST_ON_THE_WAY) world.down.push(world.retained);
}

/** The center commits, then acknowledges. */
function hear(world: World, report: Report): void {
  if (world.centerDown) return;
  world.committed.add(report.id);
  if (world.known === null || world.known.at < report.at) world.known = report;
  if (!world.centerOld && world.acks.length < MOST_ON_THE_WAY) world.acks.push(report.id);
}

/** A new session. Retained on both sides: the broker repeats the newest document, the box its newest report. */
function reconnect(world: World): void {
  world.box.answers = false;
  if (world.retained !== null && world.down.length < 9) world.down.push(world.retained);
  send(world, world.box.report());
}

/** The link comes back and stays, the center is whole: what was said last must arrive. */
function settle(world: World): void {
  const { box, up, acks, down } = world;
  world.partition = false;
  world.centerDown = false;
  const exchange = (): void => {
    for (const report of up.splice(0).reverse()) hear(world, report);
    for (const ack of acks.splice(0)) box.onAck(ack);
  };
  for (let round = 0; round < 4; round += 1) {
    reconnect(world);
    exchange();
    for (const doc of down.splice(0)) {
      box.offer(doc);
      // A pass with its questions before, during and after the change.
      for (let part = 0; part < 4; part += 1) {
        turn(world, part === 0 ? box.decide() : box.timeUp());
        exchange();
      }
    }
  }
  reconnect(world);
  exchange();
}

function newWorld(): World {
  return {
    box: new Box(),
    down: [],
    up: [],
    acks: [],
    retained: null,
    issued: 0,
    known: null,
    partition: false,
    centerDown: false,
    centerOld: false,
    committed: new Set(),
    contents: new Map(),
  };
}

/** What must hold at any time; null, or what is wrong. */
function faultOf({ box, contents, committed, known }: World, before: Doc | null): string | null {
  const now = box.applied;
  if ((now?.desired.version ?? 0) < (before?.desired.version ?? 0)) return 'the applied version went back';
  if (now !== before && now?.desired.version === before?.desired.version) return 'one version, two contents';
  if (now !== null && contents.get(now.desired.version)?.has(now.digest) !== true) return 'applied what nobody issued';
  if (now?.nature === 'fails') return 'a state that fails its probation is in force';
  const { confirmed } = box;
  if (confirmed?.form === 'answer' && !committed.has(confirmed.id)) return 'confirmed without the center';
  if (now?.nature === 'cuts' && confirmed?.form === 'answer') return 'a state that cuts off a center that answered';
  if ([...box.trials.values()].some((tries) => tries > 3)) return 'the same document was tried without end';
  if (known !== null && known.applied > box.highest) return 'the center believes what never was';
  return null;
}

/** Null, or what is wrong. */
function play(seed: number): string | null {
  const next = generator(seed);
  const twoEditors = next(5) === 0;
  const world = newWorld();
  world.centerOld = next(4) === 0;
  const { box } = world;
  for (let at = 0; at < STEPS; at += 1) {
    const before = box.applied;
    step(world, next, twoEditors);
    const wrong = faultOf(world, before);
    if (wrong !== null) return `${wrong} (step ${at})`;
  }
  const before = box.applied;
  settle(world);
  const wrong = faultOf(world, null);
  if (wrong !== null || world.retained === null) return wrong;
  if ((box.applied?.desired.version ?? 0) < (before?.desired.version ?? 0)) return 'the applied version went back';
  if (box.waiting !== null || box.phase !== null) return 'a document waits although the center is there';
  // Behind a state that cuts it off, confirmed by the broker's word alone, the center hears nothing more.
  if (box.applied?.nature !== 'cuts' && world.known?.applied !== (box.applied?.desired.version ?? 0))
    return 'the center knows another version';
  const { desired, nature, digest } = world.retained;
  const done = box.applied?.digest === digest;
  const refused =
    nature !== 'good' ||
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
    `${JSON.stringify({ schedules: SCHEDULES, steps: STEPS, seed, seconds, wrong: wrong.length, ...met })}\n`,
  );
  expect(wrong).toEqual([]);
  expect(Object.values(met).every((count) => count > 100)).toBe(true);
}, 180_000);
