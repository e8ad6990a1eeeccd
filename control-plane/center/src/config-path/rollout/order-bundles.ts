// What each box shall be told of bundles, written as a signed order that stays retained on its topic; sent again only
// when it says something else, at the box's birth, or when it could not be sent.
import type { BundleOrder } from '@omamori/contract/bundle-delivery';
import { canonicalJson } from '@omamori/contract/canonical-json';
import { ok, type Result } from '@omamori/contract/result';
import { topicOf } from '@omamori/contract/topics';
import { sql } from 'kysely';
import type { MqttLinkOfCenter } from '../../mqtt-link/mqtt-link.ts';
import type { Database } from '../../store/database.ts';
import { isNewer } from '../bundle/store-bundle.ts';
import type { Issuer } from '../sign/issue-document.ts';

export interface OrderOptions {
  readonly db: Database;
  readonly link: Pick<MqttLinkOfCenter, 'publish'>;
  readonly issuer: Issuer;
  readonly now: () => number;
}

type OrderContent = Pick<BundleOrder, 'wanted' | 'withdrawn' | 'dryRun'>;

const MOST_WITHDRAWN = 32;
/** A dry run that a box did not answer in this time is no longer asked. */
const DRY_RUN_LIFE_MS = 7 * 24 * 3_600_000;

/** Errors: the issuer's and the link's; the next pass tries again. */
export async function publishOrder(options: OrderOptions, appliance: string, again = false): Promise<Result<void>> {
  const { db, issuer, link, now } = options;
  const content = await contentOf(db, appliance, now());
  const kept = await db
    .selectFrom('bundle_order')
    .select(['content', 'issued_at', 'published_at'])
    .where('appliance', '=', appliance)
    .executeTakeFirst();
  const isNothing = content.wanted === null && content.dryRun === null && content.withdrawn.length === 0;
  if (kept === undefined && isNothing) return ok(undefined);
  const isSame = kept !== undefined && textOf(kept.content) === textOf(content);
  if (isSame && kept.published_at !== null && !again) {
    await db
      .updateTable('bundle_order')
      .set({ published_at: new Date(now()) })
      .where('appliance', '=', appliance)
      .execute();
    return ok(undefined);
  }
  // Later than the one before even when the clock was put back: a box obeys no older order.
  const issuedAt = isSame ? kept.issued_at : new Date(Math.max(now(), (kept?.issued_at.getTime() ?? 0) + 1));
  const row = { content: JSON.stringify(content), issued_at: issuedAt, published_at: null };
  await db
    .insertInto('bundle_order')
    .values({ appliance, ...row })
    .onConflict((conflict) => conflict.column('appliance').doUpdateSet(row))
    .execute();
  const signed = await issuer.signOrder({ v: 1, appliance, issuedAt: issuedAt.toISOString(), ...content });
  if (!signed.ok) return signed;
  const sent = await link.publish(topicOf(appliance, 'bundle'), JSON.stringify(signed.value), { retain: true });
  if (!sent.ok) return sent;
  await db
    .updateTable('bundle_order')
    .set({ published_at: new Date(now()) })
    .where('appliance', '=', appliance)
    .where('issued_at', '=', issuedAt)
    .execute();
  return ok(undefined);
}

/**
 * Boxes whose order may say something else than what was sent: never sent, a roll-out's state changed after it, a dry
 * run asked after it.
 */
export async function changedOrders(db: Database): Promise<string[]> {
  const found = await sql<{ appliance: string }>`
    select appliance from bundle_order where published_at is null
    union select b.appliance from bundle_box b join bundle_rollout r on r.version = b.version
      left join bundle_order o on o.appliance = b.appliance
      where b.ordered_at is not null and (o.issued_at is null or r.state_at >= o.published_at)
    union select d.appliance from bundle_dry_run d left join bundle_order o on o.appliance = d.appliance
      where d.answered_at is null and (o.issued_at is null or d.asked_at >= o.published_at)`.execute(db);
  return found.rows.map(({ appliance }) => appliance);
}

async function contentOf(db: Database, appliance: string, now: number): Promise<OrderContent> {
  const rows = await db
    .selectFrom('bundle_box as b')
    .innerJoin('bundle_rollout as r', 'r.version', 'b.version')
    .innerJoin('bundle as u', 'u.version', 'b.version')
    .select(['b.version', 'b.attempt', 'b.applied_at', 'r.state', 'u.manifest_sha256', 'u.manifest_bytes'])
    .where('b.appliance', '=', appliance)
    .where('b.ordered_at', 'is not', null)
    .where('r.state', '!=', 'withdrawn')
    .execute();
  // A roll-out that is held goes on nowhere: boxes that have it keep it, the others are no longer asked.
  const open = rows.filter(({ state, applied_at }) => state === 'running' || state === 'done' || applied_at !== null);
  const [newest] = open.sort((a, b) => (isNewer(a.version, b.version) ? -1 : 1));
  const withdrawn = await db.selectFrom('bundle_rollout').select('version').where('state', '=', 'withdrawn').execute();
  return {
    wanted: newest === undefined ? null : { ...wantedOf(newest), attempt: newest.attempt },
    withdrawn: withdrawn
      .map(({ version }) => version)
      .sort((a, b) => (isNewer(a, b) ? -1 : 1))
      .slice(0, MOST_WITHDRAWN),
    dryRun: await dryRunOf(db, appliance, now),
  };
}

async function dryRunOf(db: Database, appliance: string, now: number): Promise<OrderContent['dryRun']> {
  const row = await db
    .selectFrom('bundle_dry_run as d')
    .innerJoin('bundle as u', 'u.version', 'd.version')
    .select(['d.id', 'd.version', 'u.manifest_sha256', 'u.manifest_bytes'])
    .where('d.appliance', '=', appliance)
    .where('d.answered_at', 'is', null)
    .where('d.asked_at', '>', new Date(now - DRY_RUN_LIFE_MS))
    .orderBy('d.asked_at', 'desc')
    .executeTakeFirst();
  return row === undefined ? null : { ...wantedOf(row), id: row.id };
}

function wantedOf(row: { version: string; manifest_sha256: string; manifest_bytes: number }) {
  return { version: row.version, manifest: { sha256: row.manifest_sha256, bytes: row.manifest_bytes } };
}

function textOf(content: OrderContent): string {
  const text = canonicalJson(content);
  return text.ok ? text.value : '';
}
