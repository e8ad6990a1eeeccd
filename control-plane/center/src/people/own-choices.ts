import { type OwnChoices, ownChoicesSchema } from '@omamori/contract/console-api/center-facts';
import type { Database } from '../store/database.ts';
import { commitAct } from './audit/commit-act.ts';

const keyOf = (account: number): string => `choices.${account}`;
const NONE: OwnChoices = { tourSeen: false };

/** What an earlier or later center wrote and this one does not know counts as nothing chosen. */
export async function readChoices(db: Database, account: number): Promise<OwnChoices> {
  const row = await db.selectFrom('kv').select('value').where('key', '=', keyOf(account)).executeTakeFirst();
  return ownChoicesSchema.safeParse(row?.value).data ?? NONE;
}

export async function keepChoices(db: Database, account: number, choices: OwnChoices): Promise<OwnChoices> {
  const value = JSON.stringify(choices);
  await commitAct(db, (transaction) =>
    transaction
      .insertInto('kv')
      .values({ key: keyOf(account), value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute(),
  );
  return choices;
}
