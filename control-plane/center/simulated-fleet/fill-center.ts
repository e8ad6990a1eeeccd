// Fills an empty database by the center's own stages: enrolment, policy, reports, health, inventory, ingest with its
// incidents, notices, states. No row of a detection, incident or notice is written here.
import type { Policy } from '@omamori/contract/desired-state';
import type { Detection } from '@omamori/contract/detection';
import { MAX_BATCH_RECORDS } from '@omamori/contract/event-envelope';
import { err, ok, type Result } from '@omamori/contract/result';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import type { Outbox } from '../src/event-path/notice/outbox.ts';
import { markWritten, readPending, storeNotice } from '../src/event-path/notice/store-notice.ts';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import type { Database } from '../src/store/database.ts';
import { markSimulated } from '../src/store/simulated-data.ts';
import { makeCompanies, type SimulatedBox } from './make-companies.ts';
import { type Burst, makeYear, type Span } from './make-year.ts';
import { standBox } from './stand-box.ts';
import { triageYear } from './triage-year.ts';

const DAY_MS = 86_400_000;
/** A box sends within a second or two of what it saw, the notice follows when it is quiet. */
const SENT_AFTER_MS = 1_500;
const TOLD_AFTER_MS = 4_000;
/** Notices are made of what happened within this; what is older was told and closed long ago. */
export const RECENT_MS = 30 * DAY_MS;

export interface FillOptions {
  readonly db: Database;
  readonly boxes: number;
  readonly days: number;
  readonly seed: number;
  /** The moment the simulation stands at. */
  readonly now: number;
  readonly phone: string;
  readonly defaultPolicy: Policy;
  readonly outbox: Outbox;
  readonly onProgress?: (done: number, all: number) => void;
}

export interface Filled {
  readonly fleet: readonly SimulatedBox[];
  readonly detections: number;
  /** Sum of the detections' counts, as the field counts attacks. */
  readonly attempts: { readonly inbound: number; readonly outbound: number };
  readonly incidents: number;
  readonly notices: number;
  /** Of the detections alone, in seconds, notices and states not counted. */
  readonly ingestSeconds: number;
}

/** Errors: CTR_SIMULATION_REFUSED (the database holds something already), those of the stages. */
export async function fillCenter(options: FillOptions): Promise<Result<Filled>> {
  const { db, now, seed } = options;
  const known = await db.selectFrom('appliance').select('id').limit(1).executeTakeFirst();
  if (known !== undefined) {
    return err('CTR_SIMULATION_REFUSED', 'This database holds boxes already; a simulation takes an empty one.');
  }
  await markSimulated(db, { boxes: options.boxes, seed, madeAt: new Date(now).toISOString() });
  const fleet = makeCompanies(options.boxes, seed);
  await enrolFleet(
    db,
    fleet.map((box) => box.entry),
  );
  for (const box of fleet) await standBox(options, box);
  const span: Span = { from: now - options.days * DAY_MS, days: options.days - 0.05 };
  const bursts = fleet.flatMap((box) => makeYear(box, span, seed)).sort((one, other) => one.until - other.until);
  const ingested = await ingest(options, toSendings(bursts, now));
  if (!ingested.ok) return ingested;
  await triageYear(db, now, seed, RECENT_MS);
  return ok({ fleet, ...ingested.value });
}

/** What one box sends at once: a burst of the last weeks, a whole month of what lies further back. */
function toSendings(bursts: readonly Burst[], now: number): Sending[] {
  const sendings: Sending[] = [];
  const open = new Map<string, Sending>();
  for (const burst of bursts) {
    const isRecent = now - burst.until < RECENT_MS;
    const key = `${burst.appliance}/${Math.floor((now - burst.until) / RECENT_MS)}`;
    const last = isRecent ? undefined : open.get(key);
    const fits = last !== undefined && last.detections.length + burst.detections.length <= MAX_BATCH_RECORDS;
    if (fits) {
      last.detections.push(...burst.detections);
      last.until = Math.max(last.until, burst.until);
      continue;
    }
    const fresh = { appliance: burst.appliance, until: burst.until, isRecent, detections: [...burst.detections] };
    sendings.push(fresh);
    open.set(key, fresh);
  }
  return sendings;
}

interface Sending {
  readonly appliance: string;
  until: number;
  readonly isRecent: boolean;
  readonly detections: Detection[];
}

async function ingest(options: FillOptions, sendings: readonly Sending[]): Promise<Result<Omit<Filled, 'fleet'>>> {
  const { db, phone } = options;
  const sequences = new Map<string, number>();
  const attempts = { inbound: 0, outbound: 0 };
  const seen = new Set<number>();
  let [detections, notices, ingestMs] = [0, 0, 0];
  for (const [index, { appliance, until, isRecent, detections: own }] of sendings.entries()) {
    const first = (sequences.get(appliance) ?? 0) + 1;
    sequences.set(appliance, first + own.length - 1);
    const records = own.map((detection, at) => ({ sequence: first + at, detection }));
    const began = performance.now();
    const batch = { v: 1 as const, appliance, epoch: epochOf(appliance), dropped: 0, records };
    const committed = await commitBatch(db, batch, new Date(until + SENT_AFTER_MS));
    ingestMs += performance.now() - began;
    if (!committed.ok) return committed;
    detections += committed.value.stored;
    for (const { direction, count } of own) attempts[direction === 'inbound' ? 'inbound' : 'outbound'] += count;
    for (const id of committed.value.incidents) {
      seen.add(id);
      if (isRecent) notices += await tell(options, id, new Date(until + TOLD_AFTER_MS), phone);
    }
    if (index % 20 === 0) options.onProgress?.(index, sendings.length);
  }
  return ok({ detections, attempts, incidents: seen.size, notices, ingestSeconds: ingestMs / 1000 });
}

/** Letters of the notice, if there is anything new to tell. */
async function tell({ db, outbox }: FillOptions, id: number, at: Date, phone: string): Promise<number> {
  if (!(await storeNotice(db, id, phone, at))) return 0;
  const pending = await readPending(db, id);
  for (const notice of pending) {
    const written = await outbox.write(notice.file, notice.content);
    if (written.ok) await markWritten(db, notice, at);
  }
  return pending.length;
}

/** As a spool would make it: letters and digits, one a box. */
function epochOf(appliance: string): string {
  return `simulated${appliance.replaceAll(/[^0-9a-z]/g, '')}`;
}
