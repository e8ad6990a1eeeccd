// Level, not edge: whoever changes something only wakes the roll-out of one appliance; it reads what is desired and
// reported, issues a document when there is none that lasts, and publishes it retained. One ring for now: all boxes.
import { policySchema } from '@omamori/contract/desired-state';
import { type CodedError, err, ok, type Result } from '@omamori/contract/result';
import type { SignedDocument } from '@omamori/contract/signed-document';
import { topicOf } from '@omamori/contract/topics';
import { sql } from 'kysely';
import type { MqttLinkOfCenter } from '../../mqtt-link/mqtt-link.ts';
import type { Database } from '../../store/database.ts';
import type { Issuer } from '../sign/issue-document.ts';

/** A box that did not report within this is sent the document again. */
export const LAG_MS = 30_000;
/** A document with less life left is issued anew before it is sent to a box that has not applied it. */
const LEAST_LIFE_MS = 24 * 60 * 60_000;
const PAGE = 200;

export interface RolloutOptions {
  readonly db: Database;
  readonly link: Pick<MqttLinkOfCenter, 'publish'>;
  readonly issuer: Issuer;
  readonly now: () => number;
}

/** Publishes what one appliance shall be. Errors: the issuer's, the link's, CTR_APPLIANCE_UNKNOWN. */
export async function rollOut(options: RolloutOptions, appliance: string): Promise<Result<void>> {
  const { db, link, now } = options;
  const row = await db
    .selectFrom('policy')
    .select(['version', 'policy', 'document', 'expires_at', 'applied_version'])
    .where('appliance', '=', appliance)
    .executeTakeFirst();
  if (row === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  let document: SignedDocument | null = row.document;
  // The same version is signed anew only for a box that has not applied it: to one that has, other dates under the
  // same number would be another document. What is applied does not expire (contract/desired-state.ts).
  const worn = (row.expires_at?.getTime() ?? 0) < now() + LEAST_LIFE_MS;
  if (document === null || (worn && row.applied_version < row.version)) {
    const issued = await options.issuer.issue(appliance, row.version, policySchema.parse(row.policy));
    if (!issued.ok) return issued;
    document = issued.value.document;
    const kept = await keepDocument(db, appliance, row.version, document, issued.value.expiresAt);
    if (!kept) return ok(undefined); // changed meanwhile: whoever changed it has woken the roll-out again
  }
  const published = await link.publish(topicOf(appliance, 'desired'), JSON.stringify(document), { retain: true });
  if (!published.ok) return published;
  await db
    .updateTable('policy')
    .set({ published_at: new Date(now()) })
    .where('appliance', '=', appliance)
    .where('version', '=', row.version)
    .execute();
  return ok(undefined);
}

async function keepDocument(
  db: Database,
  appliance: string,
  version: number,
  document: SignedDocument,
  expiresAt: Date,
): Promise<boolean> {
  const kept = await db
    .updateTable('policy')
    .set({ document: JSON.stringify(document), expires_at: expiresAt })
    .where('appliance', '=', appliance)
    .where('version', '=', version)
    .returning('version')
    .executeTakeFirst();
  return kept !== undefined;
}

/**
 * Appliances whose document has to be sent (again): never sent; sent, but no report of it for {@link LAG_MS}; refused
 * because it had expired on the way. At most a page, those that waited longest first.
 */
export async function readDue(db: Database, now: number): Promise<string[]> {
  const found = await sql<{ appliance: string }>`
    select p.appliance from policy p join appliance a on a.id = p.appliance
    where a.enrolled and (p.published_at is null
      or (p.applied_version < p.version and p.published_at < ${new Date(now - LAG_MS)}::timestamptz
        and (p.convergence = 'pending' or p.expires_at < ${new Date(now + LEAST_LIFE_MS)}::timestamptz)))
    order by p.published_at nulls first limit ${PAGE}`.execute(db);
  return found.rows.map((row) => row.appliance);
}

/** The same trouble of the same box is said once, not every few seconds. */
export class TroubleNotes {
  readonly #known = new Map<string, string>();

  /** True when it is news. */
  note(appliance: string, error: CodedError): boolean {
    const said = this.#known.get(appliance) === error.code;
    this.#known.set(appliance, error.code);
    return !said;
  }

  clear(appliance: string): void {
    this.#known.delete(appliance);
  }
}
