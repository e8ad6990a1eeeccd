import { startPostgres } from '@omamori/testkit/postgres-fixture';
import { waitUntil } from '@omamori/testkit/wait-until';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { watchDatabase } from '../src/event-path/ingest/watch-database.ts';
import { connectStore } from '../src/store/connect-store.ts';
import { quietLog } from './store-fixture.ts';

it('a database that was killed is told of once when it answers again; one that only refused a batch is not', async () => {
  const postgres = await startPostgres();
  try {
    const databaseUrl = await postgres.createDatabase('socket');
    const store = await connectStore({ dataDir: '/nonexistent', databaseUrl, log: quietLog });
    if (!store.ok) throw new Error(store.error.message);
    const { db } = store.value;
    let told = 0;
    const watch = watchDatabase(db, () => {
      told += 1;
    });
    watch.failed();
    await sql`select 1`.execute(db);
    await sql`create table kept (n int)`.execute(db);
    await sql`insert into kept values (7)`.execute(db);
    const before = postgres.pid();
    await postgres.kill();
    expect(postgres.pid()).toBe(null);
    await expect(sql`select 1`.execute(db)).rejects.toThrow();
    watch.failed();
    watch.failed();
    expect(told).toBe(0);
    await postgres.start();
    expect(postgres.pid()).not.toBe(before);
    await waitUntil('the database is back', () => told > 0);
    const kept = await sql<{ n: number }>`select n from kept`.execute(db);
    expect(kept.rows).toEqual([{ n: 7 }]); // crash recovery kept what was committed
    expect(told).toBe(1);
    watch.close();
    await store.value.close();
  } finally {
    await postgres.stop();
  }
});
