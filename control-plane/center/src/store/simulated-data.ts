import type { Database } from './database.ts';

const KEY = 'simulated';

export interface SimulationMark {
  readonly boxes: number;
  readonly seed: number;
  readonly madeAt: string;
}

/** Set before the first made-up row, never taken off: every page of a center over this database says so. */
export async function markSimulated(db: Database, mark: SimulationMark): Promise<void> {
  const value = JSON.stringify(mark);
  await db
    .insertInto('kv')
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
    .execute();
}

export async function readSimulated(db: Database): Promise<boolean> {
  return (await db.selectFrom('kv').select('key').where('key', '=', KEY).executeTakeFirst()) !== undefined;
}
