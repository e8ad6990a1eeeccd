import { sql } from 'kysely';
import { changeState } from '../src/event-path/incident/change-state.ts';
import type { Database } from '../src/store/database.ts';
import { HARMLESS } from './catalogue/words.ts';
import { seededRandom } from './seeded-random.ts';

const HOUR_MS = 3_600_000;
/** What nobody has touched yet: the desk works off the rest within a day or two. */
const FRESH_MS = 30 * HOUR_MS;
const ACTOR = 'desk@simulated.example';

/** Incidents of the year as the desk would have left them: closed, a few judged harmless, the newest open. */
export async function triageYear(db: Database, now: number, seed: number, recentMs: number): Promise<void> {
  await closeOld(db, new Date(now - recentMs));
  const random = seededRandom(seed, 'triage');
  const recent = await db
    .selectFrom('incident')
    .select(['id', 'last_at'])
    .where('last_at', '>=', new Date(now - recentMs))
    .orderBy('id')
    .execute();
  for (const { id, last_at: last } of recent) {
    const fate = random.next();
    const at = new Date(Math.min(now, last.getTime() + Math.floor((0.2 + random.next() * 20) * HOUR_MS)));
    const harmless = random.next() < 0.05;
    if (fate < (now - last.getTime() < FRESH_MS ? 0.75 : 0.06)) continue;
    const to = harmless ? 'false-positive' : 'closed';
    await changeState(db, { id, to, reason: harmless ? HARMLESS : null, actor: ACTOR, now: at });
  }
}

/** One statement for what would be thousands of hands: the same state and the same line of history. */
async function closeOld(db: Database, before: Date): Promise<void> {
  await sql`with closed as (
      update incident set state = 'closed' where last_at < ${before}::timestamptz and state = 'new'
      returning id, last_at)
    insert into incident_history (incident_id, at, actor, change)
    select id, last_at + interval '3 hours', ${ACTOR}::text, 'closed' from closed`.execute(db);
}
