// One look at one roll-out: what its boxes say, whether it must stop, whether the next ring may open. All in one
// transaction that holds the roll-out's row, so that two workers never open two rings.
import type { RolloutFinding } from '@omamori/contract/console-api/bundles';
import { healthSchema } from '@omamori/contract/health';
import type { Database } from '../../store/database.ts';
import { judgeBox, mustStop } from './judge-box.ts';
import { measureAfter, measureBefore, type RolloutBox, readRolloutBoxes, standingOf } from './measure-boxes.ts';
import { ringOf } from './plan-rings.ts';

/** Three health messages. */
const HEALTH_MS = 60_000;

/** Boxes whose order has to be written anew. */
export async function advanceRollout(db: Database, version: string, now: number): Promise<string[]> {
  return await db.transaction().execute(async (transaction) => {
    const rollout = await transaction
      .selectFrom('bundle_rollout')
      .selectAll()
      .where('version', '=', version)
      .forUpdate()
      .executeTakeFirst();
    if (rollout === undefined || rollout.state === 'withdrawn') return [];
    if (rollout.state === 'done') await addNewBoxes(transaction, version, rollout.rings);
    const boxes = await noteStandings(transaction, version, await readRolloutBoxes(transaction, version), now);
    if (rollout.state === 'done') return await orderRing(transaction, version, boxes, rollout.ring, now);
    if (rollout.state !== 'running') return [];
    const isLast = rollout.ring >= rollout.rings.length - 1;
    const findings = await findWorse(transaction, boxes, now);
    const ordered = boxes.filter(({ ordered_at }) => ordered_at !== null);
    if (mustStop(new Set(findings.map(({ appliance }) => appliance)).size, ordered.length, isLast))
      return await stopRollout(transaction, version, findings, now, ordered);
    const late = await orderRing(transaction, version, boxes, rollout.ring, now);
    if (late.length > 0 || !isRingWhole(boxes, rollout.ring)) return late;
    if (now < rollout.ring_since.getTime() + rollout.soak_minutes * 60_000) return [];
    const at = new Date(now);
    if (isLast) {
      await setState(transaction, version, { state: 'done', state_at: at, state_by: null, reason: null });
      await note(transaction, version, 'done', at, null);
      return [];
    }
    const ring = rollout.ring + 1;
    await transaction
      .updateTable('bundle_rollout')
      .set({ ring, ring_since: at })
      .where('version', '=', version)
      .execute();
    await note(transaction, version, 'ring', at, String(ring + 1));
    return await orderRing(transaction, version, boxes, ring, now);
  });
}

/** A box that was enrolled later gets what all have. */
async function addNewBoxes(db: Database, version: string, rings: readonly number[]): Promise<void> {
  const known = await db.selectFrom('bundle_box').select('appliance').where('version', '=', version).execute();
  const there = new Set(known.map(({ appliance }) => appliance));
  const all = await db.selectFrom('appliance').select('id').where('enrolled', '=', true).execute();
  const ring = ringOf(Number.POSITIVE_INFINITY, rings);
  const fresh = all.filter(({ id }) => !there.has(id)).map(({ id }) => ({ version, appliance: id, ring }));
  if (fresh.length > 0) await db.insertInto('bundle_box').values(fresh).execute();
}

async function noteStandings(
  db: Database,
  version: string,
  boxes: readonly RolloutBox[],
  now: number,
): Promise<RolloutBox[]> {
  const noted: RolloutBox[] = [];
  for (const box of boxes) {
    const { isApplied, ...said } = standingOf(box, version);
    const failed = isOfThisOrder(box, now) ? said.failed : null;
    const applied_at = isApplied ? (box.applied_at ?? new Date(now)) : box.applied_at;
    const isNew =
      applied_at !== box.applied_at || (box.ordered_at !== null && failed !== null && failed !== box.failed);
    if (isNew) {
      await db
        .updateTable('bundle_box')
        .set({ applied_at, failed: isApplied ? null : failed })
        .where('version', '=', version)
        .where('appliance', '=', box.appliance)
        .execute();
    }
    noted.push(isNew ? { ...box, applied_at, failed: isApplied ? null : failed } : box);
  }
  return noted;
}

/** What a box said before it was ordered again is of the try before. */
function isOfThisOrder({ attempt, ordered_at, reported_at }: RolloutBox, now: number): boolean {
  if (attempt === 1 || ordered_at === null) return true;
  const isHeard = reported_at !== null && reported_at > ordered_at;
  return isHeard && now - ordered_at.getTime() > HEALTH_MS;
}

async function findWorse(db: Database, boxes: readonly RolloutBox[], now: number): Promise<RolloutFinding[]> {
  const judged = boxes.filter(({ ordered_at, accepted }) => ordered_at !== null && !accepted);
  return (await measureAfter(db, judged, now)).flatMap(judgeBox);
}

async function stopRollout(
  db: Database,
  version: string,
  findings: readonly RolloutFinding[],
  now: number,
  ordered: readonly RolloutBox[],
): Promise<string[]> {
  const at = new Date(now);
  const kept = JSON.stringify(findings.slice(0, 100));
  await db.updateTable('bundle_rollout').set({ findings: kept }).where('version', '=', version).execute();
  await setState(db, version, { state: 'stopped', state_at: at, state_by: null, reason: null });
  await note(db, version, 'stopped', at, [...new Set(findings.map(({ kind }) => kind))].join(' '));
  return ordered.map(({ appliance }) => appliance);
}

/** Orders the bundle to the boxes of the open rings that have not been ordered it yet. */
export async function orderRing(
  db: Database,
  version: string,
  boxes: readonly Pick<RolloutBox, 'appliance' | 'ring' | 'ordered_at'>[],
  ring: number,
  now: number,
): Promise<string[]> {
  const due = boxes.filter((box) => box.ordered_at === null && box.ring <= ring).map(({ appliance }) => appliance);
  const before = await measureBefore(db, due, now);
  for (const appliance of due) {
    const baseline = before.get(appliance);
    await db
      .updateTable('bundle_box')
      .set({ ordered_at: new Date(now), baseline: baseline === undefined ? null : JSON.stringify(baseline) })
      .where('version', '=', version)
      .where('appliance', '=', appliance)
      .execute();
  }
  return due;
}

/**
 * Pure. Boxes that are away get it when they come back and are not waited for, nor those whose agent knows no orders;
 * but a ring in which nobody has it proves nothing.
 */
export function isRingWhole(boxes: readonly RolloutBox[], ring: number): boolean {
  const open = boxes.filter((box) => box.ring <= ring);
  const isAround = (box: RolloutBox) =>
    box.state === 'online' && healthSchema.safeParse(box.health).data?.engineLoad !== undefined;
  const waits = open.some((box) => box.applied_at === null && box.failed === null && isAround(box));
  return !waits && open.some((box) => box.ring === ring && box.applied_at !== null);
}

async function setState(
  db: Database,
  version: string,
  state: { state: 'done' | 'stopped'; state_at: Date; state_by: null; reason: null },
): Promise<void> {
  await db.updateTable('bundle_rollout').set(state).where('version', '=', version).execute();
}

export async function note(
  db: Database,
  version: string | null,
  kind: string,
  at: Date,
  text: string | null,
  actor: string | null = null,
): Promise<void> {
  await db.insertInto('bundle_note').values({ version, at, actor, kind, text }).execute();
}
