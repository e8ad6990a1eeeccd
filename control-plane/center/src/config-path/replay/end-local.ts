// An exception that was made at the box's own page is the box's: the center cannot leave it out of a document, it asks.
import { randomUUID } from 'node:crypto';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Database } from '../../store/database.ts';
import { COMMAND_LIFE_MS, type ReplayDeps } from './replay-preview.ts';

/**
 * Asks the box to end it. It stands in the audit log before it leaves: what was asked of a box cannot be taken back.
 * Errors: CTR_APPLIANCE_UNKNOWN, CTR_BOX_AWAY, CTR_BOX_LATE (it may have been done), CTR_COMMAND_REFUSED,
 * CTR_QUESTIONS_FULL, those of signing and of the link.
 */
export async function endLocalException(
  { db, issuer, now, questions }: ReplayDeps,
  appliance: string,
  exception: string,
): Promise<Result<void>> {
  const box = await db.selectFrom('appliance').select('state').where('id', '=', appliance).executeTakeFirst();
  if (box === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  if (box.state === 'silent' || box.state === 'never') return away();
  const id = randomUUID();
  const signed = await issuer.signCommand({
    ...{ v: 1, id, appliance, issuedAt: new Date(now()).toISOString() },
    expiresAt: new Date(now() + COMMAND_LIFE_MS).toISOString(),
    command: { kind: 'end-local-exception', exception },
  });
  if (!signed.ok) return signed;
  await commitAct(db, async () => undefined);
  const answer = await questions.ask({ appliance, id, document: JSON.stringify(signed.value) });
  if (!answer.ok) return isAway(answer.error.code) ? away() : answer;
  const { code, outcome } = answer.value;
  if (outcome !== 'done') return err('CTR_COMMAND_REFUSED', 'The box did not end the exception.', { cause: code });
  await forget(db, appliance, exception);
  return ok(undefined);
}

/** Without the broker nobody can be asked. */
function isAway(code: string): boolean {
  return code === 'CTR_BROKER_AWAY' || code === 'CTR_PUBLISH_FAILED';
}

function away(): Result<never> {
  return err('CTR_BOX_AWAY', 'The box is not connected; it cannot be asked now.');
}

/** The box tells of it with its next health message; until then the page would go on showing it. */
async function forget(db: Database, appliance: string, exception: string): Promise<void> {
  await sql`update appliance set health = jsonb_set(health, '{localExceptions}', coalesce((
      select jsonb_agg(one) from jsonb_array_elements(health -> 'localExceptions') one where one ->> 'id' <> ${exception}
    ), '[]'::jsonb))
    where id = ${appliance} and jsonb_typeof(health -> 'localExceptions') = 'array'`.execute(db);
}
