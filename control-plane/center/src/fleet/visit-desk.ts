import type { Scope } from '@omamori/contract/console-api/people';
import { type BoxPage, boxPageSchema, type VisitCode } from '@omamori/contract/console-api/visits';
import { err, ok, type Result } from '@omamori/contract/result';
import { VISITS_A_WINDOW, visitCodeOf, visitEndOf, visitOrder, visitWindowAt } from '@omamori/contract/visit-code';
import { sql } from 'kysely';
import { commitAct } from '../people/audit/commit-act.ts';
import { inScope } from '../people/scope.ts';
import type { Database } from '../store/database.ts';

/** The box's own page, as the center sees it, and codes for those who are sent there. */
export interface VisitDesk {
  /** Error: CTR_APPLIANCE_UNKNOWN. */
  page(id: string, scope: Scope): Promise<Result<BoxPage>>;
  /** Errors: CTR_APPLIANCE_UNKNOWN, CTR_VISIT_NO_SECRET, CTR_VISIT_TOO_MANY. */
  issue(id: string, scope: Scope): Promise<Result<VisitCode>>;
}

/** 32 bytes in base64; the box has the same. Null: that box has none. */
export type VisitSecretOf = (appliance: string) => Promise<string | null>;

export function createVisitDesk(db: Database, secretOf: VisitSecretOf, now: () => number): VisitDesk {
  const find = (id: string, scope: Scope) =>
    db
      .selectFrom('appliance as a')
      .select('a.health')
      .where('a.id', '=', id)
      .where('a.enrolled', '=', true)
      .where(inScope(scope))
      .executeTakeFirst();
  return {
    page: async (id, scope) => {
      const row = await find(id, scope);
      if (row === undefined) return unknown();
      const told = boxPageSchema
        .pick({ localExceptions: true, network: true })
        .partial()
        .safeParse(row.health ?? {});
      return ok({
        fingerprint: fingerprintOf(row.health),
        visits: (await secretOf(id)) !== null,
        localExceptions: (told.success ? (told.data.localExceptions ?? []) : []).filter(
          ({ until }) => Date.parse(until) > now(),
        ),
        ...(told.success && told.data.network !== undefined ? { network: told.data.network } : {}),
      });
    },
    issue: async (id, scope) => {
      if ((await find(id, scope)) === undefined) return unknown();
      const secret = await secretOf(id);
      if (secret === null)
        return err('CTR_VISIT_NO_SECRET', 'This box has no visit secret; its sticker code opens its page.');
      const window = visitWindowAt(now());
      const order = await commitAct(
        db,
        (transaction) => nextOrder(transaction, id, visitOrder(window, 0)),
        (next) => next < visitOrder(window + 1, 0),
      );
      if (order >= visitOrder(window + 1, 0))
        return err('CTR_VISIT_TOO_MANY', `A box gets ${VISITS_A_WINDOW} codes in four hours. Use one that was given.`);
      return ok({ code: visitCodeOf(secret, id, order), endsAt: new Date(visitEndOf(order)).toISOString() });
    },
  };
}

/** Grows by one with each code, never below the first of the window: no code is given out twice, by any worker. */
async function nextOrder(db: Database, appliance: string, first: number): Promise<number> {
  const key = `visit:${appliance}`;
  const row = await sql<{ order: number }>`
    insert into kv (key, value) values (${key}, to_jsonb(${first}::bigint))
    on conflict (key) do update set value = to_jsonb(greatest((kv.value #>> '{}')::bigint + 1, ${first}::bigint))
    returning (value #>> '{}')::bigint as order`.execute(db);
  return Number(row.rows[0]?.order ?? first);
}

function fingerprintOf(health: unknown): string | null {
  if (typeof health !== 'object' || health === null || !('pageFingerprint' in health)) return null;
  return typeof health.pageFingerprint === 'string' ? health.pageFingerprint : null;
}

function unknown(): Result<never> {
  return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
}
