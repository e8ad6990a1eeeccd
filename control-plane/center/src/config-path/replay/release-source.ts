// Whom the flood guard of a box keeps out is in the kernel of the box: the center asks it to let somebody in again.
import { randomUUID } from 'node:crypto';
import { err, ok, type Result } from '@omamori/contract/result';
import { sql } from 'kysely';
import { commitAct } from '../../people/audit/commit-act.ts';
import { COMMAND_LIFE_MS, type ReplayDeps } from './replay-preview.ts';

/**
 * It stands in the audit log before it leaves. Errors: CTR_APPLIANCE_UNKNOWN, CTR_BOX_AWAY, CTR_BOX_LATE (it may have been
 * done), CTR_COMMAND_REFUSED, CTR_QUESTIONS_FULL, those of signing and of the link.
 */
export async function releaseSource(
  { db, issuer, now, questions }: ReplayDeps,
  appliance: string,
  source: string,
): Promise<Result<void>> {
  const box = await db.selectFrom('appliance').select('state').where('id', '=', appliance).executeTakeFirst();
  if (box === undefined) return err('CTR_APPLIANCE_UNKNOWN', 'There is no such appliance.');
  if (box.state === 'silent' || box.state === 'never') {
    return err('CTR_BOX_AWAY', 'The box is not connected; it cannot be asked now.');
  }
  const id = randomUUID();
  const signed = await issuer.signCommand({
    ...{ v: 1, id, appliance, issuedAt: new Date(now()).toISOString() },
    expiresAt: new Date(now() + COMMAND_LIFE_MS).toISOString(),
    command: { kind: 'release-source', source },
  });
  if (!signed.ok) return signed;
  await commitAct(db, async () => undefined);
  const answer = await questions.ask({ appliance, id, document: JSON.stringify(signed.value) });
  if (!answer.ok) return answer;
  const { code, outcome } = answer.value;
  if (outcome !== 'done') return err('CTR_COMMAND_REFUSED', 'The box did not let the source in.', { cause: code });
  // The box tells of it with its next health message; until then the page would go on showing it.
  await sql`update appliance set health = jsonb_set(health, '{floodBlocks,blocks}', coalesce((
      select jsonb_agg(one) from jsonb_array_elements(health -> 'floodBlocks' -> 'blocks') one
      where one ->> 'source' <> ${source}
    ), '[]'::jsonb))
    where id = ${appliance} and jsonb_typeof(health -> 'floodBlocks' -> 'blocks') = 'array'`.execute(db);
  return ok(undefined);
}
