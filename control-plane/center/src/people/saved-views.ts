import type { SavedViews } from '@omamori/contract/console-api/triage';
import type { Database } from '../store/database.ts';
import { toStorable } from '../store/storable-text.ts';
import { commitAct } from './audit/commit-act.ts';

export async function readViews(db: Database, account: number): Promise<SavedViews> {
  const row = await db.selectFrom('saved_views').select('views').where('account', '=', account).executeTakeFirst();
  return { views: row?.views ?? [] };
}

export async function keepViews(db: Database, account: number, { views }: SavedViews): Promise<SavedViews> {
  const text = JSON.stringify(
    views.map(({ name, search }) => ({ name: toStorable(name), search: toStorable(search) })),
  );
  await commitAct(db, (transaction) =>
    transaction
      .insertInto('saved_views')
      .values({ account, views: text })
      .onConflict((conflict) => conflict.column('account').doUpdateSet({ views: text }))
      .execute(),
  );
  return await readViews(db, account);
}
