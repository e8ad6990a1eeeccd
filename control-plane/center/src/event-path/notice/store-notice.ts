// The database side of a notice: what is told, exactly once. Rows are made under the incident's lock, in both
// languages at once; the file follows from the row alone.
import type { Language } from '@omamori/contract/console-api';
import type { NoticePreview } from '@omamori/contract/console-api/triage';
import { sql } from 'kysely';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import type { NoticeTable } from '../../store/notice-tables.ts';
import type { WordedFacts } from '../../wording/catalogue.ts';
import { noticeOf } from '../../wording/word-incident.ts';
import { letterText } from '../../wording/word-letter.ts';
import { readIncidentFacts } from '../incident/read-rows.ts';
import { partOnOrder, partToTell, refusalOf, type Told } from './plan-notice.ts';
import { receiptNumberOf } from './receipt-number.ts';

const LANGUAGES: readonly Language[] = ['ja', 'en'];
const PAGE = 200;

export interface PendingFile {
  readonly id: number;
  readonly incident: number;
  readonly part: number;
  readonly receipt: string;
  readonly file: string;
  readonly content: string;
}

/** Makes the rows of what is to be told about an incident now, if anything. Safe to repeat and to race. */
export async function storeNotice(
  db: Database,
  incident: number,
  phone: string,
  now: Date,
  /** The part that a person has read and wants handed over; undefined: whatever is news. */
  wanted?: number,
): Promise<boolean> {
  const store = async (transaction: DatabaseTransaction): Promise<boolean> => {
    const locked = await transaction
      .selectFrom('incident')
      .select('state')
      .where('id', '=', incident)
      .forUpdate()
      .executeTakeFirst();
    if (locked === undefined) return false;
    const receipt = receiptNumberOf(incident);
    const facts = await readFacts(transaction, incident, phone);
    if (facts === undefined) return false;
    const told = await readTold(transaction, incident);
    const part =
      wanted === undefined
        ? partToTell(told, { state: locked.state, outcome: facts.outcome, severity: facts.severity })
        : partOnOrder(told, locked.state, wanted);
    if (part === undefined) return false;
    const rows = LANGUAGES.map((language) => {
      const { level, title, body, details } = noticeOf(facts, language, now, part > 1);
      return {
        incident_id: incident,
        part,
        language,
        receipt,
        company: facts.company,
        ...{ level, title, body, details: JSON.stringify(details) },
        file: `${receipt}${part === 1 ? '' : `-${part}`}-${language}.txt`,
        outcome: facts.outcome,
        severity: facts.severity,
        state: 'pending' as const,
        created_at: now,
      };
    });
    await transaction.insertInto('notice').values(rows).execute();
    return true;
  };
  return await commitAct(db, store, (stored) => stored);
}

async function readFacts(db: Database, incident: number, phone: string): Promise<WordedFacts | undefined> {
  const facts = await readIncidentFacts(db, incident, { phone, number: receiptNumberOf(incident) });
  return facts === undefined ? undefined : { ...facts, countries: await readCountries(db, incident) };
}

async function readTold(db: Database, incident: number): Promise<Told | undefined> {
  return await db
    .selectFrom('notice')
    .select(['part', 'outcome', 'severity'])
    .where('incident_id', '=', incident)
    .orderBy('part', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** What would be handed over now, word for word; undefined when there is no such incident. */
export async function previewNotice(
  db: Database,
  incident: number,
  phone: string,
  now: Date,
): Promise<NoticePreview | undefined> {
  const row = await db.selectFrom('incident').select('state').where('id', '=', incident).executeTakeFirst();
  const facts = await readFacts(db, incident, phone);
  if (row === undefined || facts === undefined) return undefined;
  const part = ((await readTold(db, incident))?.part ?? 0) + 1;
  const letter = (language: Language) => {
    const { level, title, body, details } = noticeOf(facts, language, now, part > 1);
    return { level, title, body, details };
  };
  return { part, letters: { ja: letter('ja'), en: letter('en') }, refusal: refusalOf(row.state, part) };
}

/** Countries of all peers, at most three: the words only ask whether there is more than one. */
async function readCountries(db: Database, incident: number): Promise<(string | null)[]> {
  const found = await sql<{ country: string | null }>`
    select distinct detection #>> '{peer,country}' as country from detection where incident_id = ${incident} limit 3`.execute(
    db,
  );
  return found.rows.map((row) => row.country);
}

/** Rows whose file may be missing: of one incident, or the oldest of all. */
export async function readPending(db: Database, incident?: number): Promise<PendingFile[]> {
  let query = db.selectFrom('notice').selectAll().where('state', '=', 'pending').orderBy('id').limit(PAGE);
  if (incident !== undefined) query = query.where('incident_id', '=', incident);
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    incident: row.incident_id,
    part: row.part,
    receipt: row.receipt,
    file: row.file,
    content: letterText({ ...pick(row), createdAt: row.created_at }),
  }));
}

function pick(
  row: Pick<NoticeTable, 'language' | 'company' | 'receipt' | 'title' | 'body'> & {
    details: { label: string; value: string }[];
  },
) {
  const { language, company, receipt, title, body, details } = row;
  return { language, company, receipt, title, body, details };
}

/** The file is there and synced. The history gets one line a part, whichever language came last. */
export async function markWritten(db: Database, notice: PendingFile, now: Date): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const changed = await transaction
      .updateTable('notice')
      .set({ state: 'written', written_at: now })
      .where('id', '=', notice.id)
      .where('state', '=', 'pending')
      .returning('id')
      .executeTakeFirst();
    if (changed === undefined) return;
    const left = await transaction
      .selectFrom('notice')
      .select('id')
      .where('incident_id', '=', notice.incident)
      .where('part', '=', notice.part)
      .where('state', '=', 'pending')
      .executeTakeFirst();
    if (left !== undefined) return;
    const entry = { incident_id: notice.incident, at: now, actor: 'center', change: 'notice', reason: notice.receipt };
    await transaction.insertInto('incident_history').values(entry).execute();
  });
}

/** Incidents with something untold, in pages by id: none told yet, got worse, or a pending file. */
export async function readUntold(db: Database, after: number): Promise<number[]> {
  const found = await sql<{ id: number }>`
    select i.id from incident i
    left join lateral (select outcome, severity from notice n where n.incident_id = i.id order by part desc limit 1) told
      on true
    where i.id > ${after}::bigint and i.state not in ('false-positive', 'closed')
      and (told.outcome is null or (i.passed > 0 and told.outcome <> 'not-stopped')
        or (i.severity = 'critical' and told.severity <> 'critical'))
    order by i.id limit ${PAGE}`.execute(db);
  return found.rows.map((row) => row.id);
}
