// What people do with bundles: look, start a roll-out, hold it, go on, take it back, try it dry.
import { randomUUID } from 'node:crypto';
import type {
  ActOnRollout,
  BoxBundle,
  BundleDetail,
  BundlesAnswer,
  StartRollout,
} from '@omamori/contract/console-api/bundles';
import type { Scope } from '@omamori/contract/console-api/people';
import { err, ok, type Result } from '@omamori/contract/result';
import { commitAct } from '../../people/audit/commit-act.ts';
import { inScope } from '../../people/scope.ts';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import { note } from '../rollout/advance-rollout.ts';

import { orderBoxes, planRings, ringOf } from '../rollout/plan-rings.ts';
import { readBoxBundle, readBundle, readBundles } from './read-bundles.ts';
import { isNewer } from './store-bundle.ts';

export interface BundleDesk {
  list(): Promise<BundlesAnswer>;
  /** Boxes and dry runs of the scope only. Error: CTR_BUNDLE_UNKNOWN. */
  detail(version: string, scope: Scope): Promise<Result<BundleDetail>>;
  /** Error: CTR_APPLIANCE_UNKNOWN. */
  ofBox(appliance: string, scope: Scope): Promise<Result<BoxBundle>>;
  /** Errors: those of takeBundle. */
  take(source: AsyncIterable<Uint8Array>, actor: string): Promise<Result<{ version: string }>>;
  /** Errors: CTR_BUNDLE_UNKNOWN, CTR_ROLLOUT_NO_BOXES, CTR_ROLLOUT_BEGUN, CTR_ROLLOUT_OTHER. */
  start(version: string, order: StartRollout, actor: string): Promise<Result<void>>;
  /** Errors: CTR_ROLLOUT_UNKNOWN, CTR_ROLLOUT_STATE. */
  act(version: string, order: ActOnRollout, actor: string): Promise<Result<void>>;
  /** Asks boxes of the scope that are there. Errors: CTR_BUNDLE_UNKNOWN, CTR_ROLLOUT_NO_BOXES. */
  dryRun(version: string, actor: string, scope: Scope): Promise<Result<void>>;
}

export interface BundleDeskOptions {
  readonly db: Database;
  readonly now: () => number;
  readonly take: (source: AsyncIterable<Uint8Array>, actor: string) => Promise<Result<string>>;
  /** Something is to be told to boxes; not waited for. */
  readonly wake: () => void;
}

/** A dry run costs a box the fetching and a minute: these many tell enough. */
const MOST_DRY_RUNS = 20;

export function createBundleDesk({ db, now, take, wake }: BundleDeskOptions): BundleDesk {
  const changed = <T>(result: Result<T>): Result<T> => {
    if (result.ok) wake();
    return result;
  };
  return {
    list: () => readBundles(db),
    detail: (version, scope) => readBundle(db, version, scope),
    ofBox: (appliance, scope) => readBoxBundle(db, appliance, scope),
    take: async (source, actor) => {
      const taken = await take(source, actor);
      return taken.ok ? ok({ version: taken.value }) : taken;
    },
    start: async (version, order, actor) => changed(await startRollout(db, version, order, actor, new Date(now()))),
    act: async (version, order, actor) => changed(await actOn(db, version, order, actor, new Date(now()))),
    dryRun: async (version, actor, scope) => changed(await askDryRuns(db, version, actor, scope, new Date(now()))),
  };
}

async function startRollout(
  db: Database,
  version: string,
  { soakMinutes, reason }: StartRollout,
  actor: string,
  at: Date,
): Promise<Result<void>> {
  return await commitAct(db, async (transaction) => {
    const known = await transaction
      .selectFrom('bundle')
      .select('version')
      .where('version', '=', version)
      .forUpdate()
      .executeTakeFirst();
    if (known === undefined) return err('CTR_BUNDLE_UNKNOWN', 'There is no such bundle.');
    const others = await transaction.selectFrom('bundle_rollout').select(['version', 'state']).execute();
    if (others.some((other) => other.version === version)) return err('CTR_ROLLOUT_BEGUN', 'It is rolled out already.');
    if (others.some((other) => isNewer(other.version, version)))
      return err('CTR_BUNDLE_OLD', 'A newer bundle was rolled out; boxes would refuse this one.');
    const held = others.find(({ state }) => state === 'running' || state === 'paused' || state === 'stopped');
    if (held !== undefined)
      return err('CTR_ROLLOUT_OTHER', `The roll-out of ${held.version} is not over: finish it or take it back first.`);
    const boxes = await transaction
      .selectFrom('appliance')
      .select(['id', 'state'])
      .where('enrolled', '=', true)
      .execute();
    if (boxes.length === 0) return err('CTR_ROLLOUT_NO_BOXES', 'There is no box to roll it out to.');
    await writeRollout(transaction, version, boxes, { soakMinutes, reason }, actor, at);
    return ok(undefined);
  });
}

async function writeRollout(
  transaction: DatabaseTransaction,
  version: string,
  boxes: readonly { id: string; state: string }[],
  { soakMinutes, reason }: StartRollout,
  actor: string,
  at: Date,
): Promise<void> {
  const rings = planRings(boxes.length);
  const order = orderBoxes(
    version,
    boxes.map(({ id, state }) => ({ appliance: id, isThere: state === 'online' })),
  );
  await transaction
    .insertInto('bundle_rollout')
    .values({
      ...{ version, state: 'running', rings: JSON.stringify(rings), soak_minutes: soakMinutes, findings: '[]' },
      ...{ started_at: at, started_by: actor, ring_since: at, state_at: at, state_by: actor, reason },
    })
    .execute();
  const rows = order.map((appliance, index) => ({ version, appliance, ring: ringOf(index, rings) }));
  for (let from = 0; from < rows.length; from += 1000)
    await transaction
      .insertInto('bundle_box')
      .values(rows.slice(from, from + 1000))
      .execute();
  await note(transaction, version, 'started', at, reason, actor);
}

const NEXT = {
  pause: { from: ['running'], to: 'paused', kind: 'paused' },
  'go-on': { from: ['paused', 'stopped'], to: 'running', kind: 'resumed' },
  withdraw: { from: ['running', 'paused', 'stopped', 'done'], to: 'withdrawn', kind: 'withdrawn' },
} as const;

async function actOn(
  db: Database,
  version: string,
  { act, reason }: ActOnRollout,
  actor: string,
  at: Date,
): Promise<Result<void>> {
  const { from, to, kind } = NEXT[act];
  return await commitAct(db, async (transaction) => {
    const rollout = await transaction
      .selectFrom('bundle_rollout')
      .select('state')
      .where('version', '=', version)
      .forUpdate()
      .executeTakeFirst();
    if (rollout === undefined) return err('CTR_ROLLOUT_UNKNOWN', 'The bundle is not rolled out.');
    if (!(from as readonly string[]).includes(rollout.state))
      return err('CTR_ROLLOUT_STATE', `A roll-out that is ${rollout.state} cannot do this.`);
    await transaction
      .updateTable('bundle_rollout')
      .set({
        state: to,
        state_at: at,
        state_by: actor,
        reason,
        ...(act === 'go-on' ? { findings: '[]', ring_since: at } : {}),
      })
      .where('version', '=', version)
      .execute();
    if (act === 'go-on') await acceptFindings(transaction, version);
    await note(transaction, version, kind, at, reason, actor);
    return ok(undefined);
  });
}

/** A person has seen it: those boxes are not judged again, and where it was not taken it is tried once more. */
async function acceptFindings(transaction: DatabaseTransaction, version: string): Promise<void> {
  const ordered = transaction
    .updateTable('bundle_box')
    .where('version', '=', version)
    .where('ordered_at', 'is not', null);
  await ordered.where('failed', 'is', null).where('applied_at', 'is not', null).set({ accepted: true }).execute();
  await ordered
    .where('failed', 'is not', null)
    .set((box) => ({ failed: null, ordered_at: null, attempt: box('attempt', '+', 1) }))
    .execute();
}

async function askDryRuns(db: Database, version: string, actor: string, scope: Scope, at: Date): Promise<Result<void>> {
  const known = await db.selectFrom('bundle').select('version').where('version', '=', version).executeTakeFirst();
  if (known === undefined) return err('CTR_BUNDLE_UNKNOWN', 'There is no such bundle.');
  const boxes = await db
    .selectFrom('appliance as a')
    .select('a.id')
    .where('a.enrolled', '=', true)
    .where('a.state', '=', 'online')
    .where(inScope(scope))
    .execute();
  if (boxes.length === 0) return err('CTR_ROLLOUT_NO_BOXES', 'No box is there to be asked.');
  const asked = orderBoxes(
    version,
    boxes.map(({ id }) => ({ appliance: id, isThere: true })),
  ).slice(0, MOST_DRY_RUNS);
  const rows = asked.map((appliance) => ({ id: randomUUID(), version, appliance, asked_at: at, asked_by: actor }));
  return await commitAct(db, async (transaction) => {
    await transaction.insertInto('bundle_dry_run').values(rows).execute();
    return ok(undefined);
  });
}
