import { spawnSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Detection } from '@omamori/contract/detection';
import { manualClock } from '@omamori/testkit/manual-clock';
import { temporaryFolder } from '@omamori/testkit/temporary-folder';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createIncidentDesk, type IncidentDesk } from '../src/event-path/incident/incident-desk.ts';
import { watchSnoozed } from '../src/event-path/incident/wake-snoozed.ts';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import { previewNotice } from '../src/event-path/notice/store-notice.ts';
import { type NoticeStage, startNoticeStage } from '../src/event-path/notice/write-notice.ts';
import { enrolFleet } from '../src/fleet/store-fleet.ts';
import { EVERYTHING, type Person } from '../src/people/person.ts';
import { keepViews, readViews } from '../src/people/saved-views.ts';
import type { Store } from '../src/store/connect-store.ts';
import { addPerson } from './people-fixture.ts';
import { BOX, batchOf, fleetOfTest, OTHER_BOX, recordsOf, sampleDetection, T0 } from './sample-events.ts';
import { emptyStore, quietLog, type StoreSource, storeSource } from './store-fixture.ts';

const ANALYST: Person = {
  ...{ id: 1, name: 'ana@soc', displayName: 'Ana', role: 'analyst', secondFactor: true, finish: [] },
  scope: EVERYTHING,
};
const DESK: Person = { ...ANALYST, name: 'desk@soc', role: 'desk' };
const FOREIGN: Person = { ...ANALYST, scope: { kind: 'some', companies: ['梅酒造'], appliances: [] } };
/** Nothing is told by itself here: only what a person hands over. */
const NEVER = { quietMs: 10 ** 9, longestMs: 10 ** 9, most: 100 };

const clock = manualClock(T0);
let source: StoreSource;
let store: Store;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let stage: NoticeStage;
let desk: IncidentDesk;
const changed: number[] = [];

beforeAll(async () => {
  source = await storeSource('pglite');
  store = await source.open();
  folder = await temporaryFolder('desk');
  const { db } = store;
  const options = { db, now: clock.now, log: quietLog, phone: '0120', outboxDir: folder.path };
  stage = startNoticeStage({ ...options, waits: NEVER });
  desk = createIncidentDesk({
    db,
    now: clock.now,
    notices: { preview: (id) => previewNotice(db, id, '0120', new Date(clock.now())), handOver: stage.handOver },
    onChange: ({ id }) => changed.push(id),
  });
});
afterAll(async () => {
  await stage.close();
  await store.close();
  await source.stop();
  await folder.remove();
});
beforeEach(async () => {
  await emptyStore(store);
  await enrolFleet(store.db, fleetOfTest);
  changed.length = 0;
});

let sequence = 1;
/** Each detection is an incident of its own, by its device. */
async function arrive(changes: readonly Partial<Detection>[], appliance = BOX): Promise<number[]> {
  const records = changes.map((change, index) =>
    sampleDetection(T0 - 60_000 * (index + 1), {
      device: { ip: `192.168.10.${50 + index}`, mac: null, name: null },
      ...change,
    }),
  );
  await commitBatch(store.db, { ...batchOf(recordsOf(records, sequence)), appliance }, new Date(T0));
  sequence += records.length;
  const rows = await store.db.selectFrom('incident').select('id').where('appliance', '=', appliance).execute();
  return rows.map(({ id }) => id).sort((a, b) => a - b);
}
const idsOf = async (search: Partial<Parameters<IncidentDesk['search']>[0]>) =>
  (await desk.search({ state: 'open', limit: 50, ...search }, EVERYTHING)).incidents.map(({ id }) => id);

describe('the search', () => {
  it('walks every order page by page without losing or repeating one', async () => {
    const severities = ['low', 'critical', 'medium', 'high'] as const;
    await arrive(
      Array.from({ length: 23 }, (_, index) => ({
        severity: severities[index % 4] ?? 'low',
        count: (index * 7) % 5 || 1,
      })),
    );
    for (const sort of ['latest', 'oldest', 'severity', 'count'] as const) {
      const whole = await idsOf({ sort });
      const paged: number[] = [];
      for (let before: number | undefined; ; before = paged.at(-1)) {
        const page = await idsOf({ sort, before, limit: 5 });
        paged.push(...page);
        if (page.length < 5) break;
      }
      expect([sort, new Set(whole).size]).toEqual([sort, 23]);
      expect([sort, paged]).toEqual([sort, whole]);
    }
    const worst = await desk.search({ state: 'open', limit: 6, sort: 'severity' }, EVERYTHING);
    expect(new Set(worst.incidents.map(({ severity }) => severity))).toEqual(new Set(['critical']));
    const oldest = await desk.search({ state: 'open', limit: 50, sort: 'oldest' }, EVERYTHING);
    const times = oldest.incidents.map(({ firstAt }) => firstAt);
    expect(times).toEqual([...times].sort());
  });

  it('keeps to company, story, severity, outcome, device and who took it', async () => {
    const [first = 0, second = 0, third = 0] = await arrive([
      { severity: 'critical', verdict: 'detected' },
      { story: 'scan', verdict: 'detected' },
      {},
    ]);
    const [other = 0] = await arrive([{}], OTHER_BOX);
    await desk.triage(third, { kind: 'assign', mine: true }, DESK);
    expect(await idsOf({ company: '梅酒造' })).toEqual([other]);
    expect(await idsOf({ story: 'scan' })).toEqual([second]);
    expect(await idsOf({ severity: 'critical' })).toEqual([first]);
    expect(await idsOf({ outcome: 'not-stopped' })).toEqual([first]);
    expect(await idsOf({ outcome: 'unknown' })).toEqual([second]);
    expect((await idsOf({ outcome: 'stopped' })).sort()).toEqual([third, other].sort());
    expect(await idsOf({ device: '192.168.10.51' })).toEqual([second]);
    expect(await idsOf({ assignee: DESK.name })).toEqual([third]);
  });

  it('counts by story, company and device, and shows no foreign company', async () => {
    await arrive([{}, {}, { story: 'scan', verdict: 'detected', severity: 'high' }]);
    await arrive([{ count: 4 }], OTHER_BOX);
    const byStory = await desk.groups('story', { state: 'open' }, EVERYTHING);
    expect(byStory.groups.map(({ story, incidents, count }) => [story, incidents, count])).toEqual([
      ['remote-control-attempt', 3, 6],
      ['scan', 1, 1],
    ]);
    expect((await desk.groups('company', { state: 'open' }, EVERYTHING)).total).toBe(3);
    expect((await desk.groups('device', { state: 'open' }, EVERYTHING)).total).toBe(4);
    const foreign = await desk.groups('company', { state: 'open' }, FOREIGN.scope);
    expect(foreign.groups.map(({ company, incidents }) => [company, incidents])).toEqual([['梅酒造', 1]]);
  });
});

describe('triage', () => {
  it('takes a row out of the queue and brings it back, each with who and when in the history', async () => {
    const [id = 0] = await arrive([{}]);
    await desk.triage(id, { kind: 'assign', mine: true }, DESK);
    await desk.triage(id, { kind: 'escalate', on: true, reason: 'needs a second look' }, DESK);
    expect([await idsOf({}), await idsOf({ state: 'escalated' })]).toEqual([[], [id]]);
    await desk.triage(id, { kind: 'escalate', on: false }, ANALYST);
    const until = new Date(clock.now() + 3_600_000).toISOString();
    await desk.triage(id, { kind: 'snooze', until }, DESK);
    expect([await idsOf({}), await idsOf({ state: 'later' })]).toEqual([[], [id]]);
    const woken: number[] = [];
    const watch = watchSnoozed({ db: store.db, now: clock.now, log: quietLog, onAwake: (one) => woken.push(one) });
    await watch.look();
    expect(woken).toEqual([]);
    clock.advance(3_600_000);
    await watch.look();
    await watch.look();
    watch.close();
    expect([woken, await idsOf({})]).toEqual([[id], [id]]);
    const detail = await desk.detail(id, EVERYTHING);
    expect(detail.ok && detail.value.row.assignee).toBe(DESK.name);
    expect(detail.ok && detail.value.history.map(({ change, actor }) => `${change} ${actor}`)).toEqual([
      'new center',
      `assigned ${DESK.name}`,
      `escalated ${DESK.name}`,
      `taken-back ${ANALYST.name}`,
      `snoozed ${DESK.name}`,
    ]);
  });

  it('closes a duplicate only of one that stands, and can put it back', async () => {
    const [first = 0, second = 0, third = 0] = await arrive([{}, {}, {}]);
    const duplicate = (id: number, of: number) => desk.triage(id, { kind: 'duplicate', of }, DESK);
    expect(await duplicate(first, first)).toMatchObject({ error: { code: 'CTR_DUPLICATE_INVALID' } });
    expect(await duplicate(second, first)).toMatchObject({ value: { state: 'closed', duplicateOf: first } });
    expect(await duplicate(third, second)).toMatchObject({ error: { code: 'CTR_DUPLICATE_INVALID' } });
    expect(await duplicate(second, third)).toMatchObject({ error: { code: 'CTR_STATE_FORBIDDEN' } });
    const back = await desk.changeState(second, 'new', null, DESK);
    expect(back).toMatchObject({ value: { state: 'new', duplicateOf: null } });
  });

  it('keeps verdicts for analysts, with their reason, and refuses what it cannot date', async () => {
    const [id = 0] = await arrive([{}]);
    const unclear = { kind: 'unclear', reason: 'the packet is cut off' } as const;
    expect(await desk.triage(id, unclear, DESK)).toMatchObject({ error: { code: 'CTR_VERDICT_FORBIDDEN' } });
    expect(await desk.triage(id, unclear, ANALYST)).toMatchObject({ value: { verdict: 'unclear', state: 'new' } });
    const judged = await desk.changeState(id, 'false-positive', 'own scanner', ANALYST);
    expect(judged).toMatchObject({ value: { verdict: 'false-positive' } });
    for (const until of [new Date(clock.now()).toISOString(), new Date(clock.now() + 8 * 86_400_000).toISOString()]) {
      const put = await desk.triage(id, { kind: 'snooze', until }, DESK);
      expect(put).toMatchObject({ error: { code: 'CTR_SNOOZE_INVALID' } });
    }
    for (const act of [
      () => desk.triage(id, { kind: 'assign', mine: true }, FOREIGN),
      () => desk.addNote(id, 'x', FOREIGN),
      () => desk.capture(id, FOREIGN.scope),
      () => desk.previewNotice(id, FOREIGN.scope),
      () => desk.handOver(id, 1, FOREIGN),
    ])
      expect(await act()).toMatchObject({ error: { code: 'CTR_INCIDENT_UNKNOWN' } });
  });
});

describe('notes', () => {
  it('stay as they were written, with author and time, and nobody can change one', async () => {
    const [id = 0] = await arrive([{}]);
    await desk.addNote(id, '社長に電話。\n明日また連絡', DESK);
    await desk.addNote(id, 'called again', ANALYST);
    const detail = await desk.detail(id, EVERYTHING);
    expect(detail.ok && detail.value.notes.map(({ author, text }) => [author, text])).toEqual([
      [DESK.name, '社長に電話。\n明日また連絡'],
      [ANALYST.name, 'called again'],
    ]);
    expect(detail.ok && detail.value.row.notes).toBe(2);
    for (const statement of [sql`update incident_note set text = 'x'`, sql`delete from incident_note`])
      await expect(statement.execute(store.db)).rejects.toThrow('append-only');
  });

  it('are beside the views that an account keeps', async () => {
    const account = await addPerson(store.db, 'view@soc', 'viewer');
    expect(await readViews(store.db, account)).toEqual({ views: [] });
    const views = [{ name: '夜間', search: '?state=open&severity=critical' }];
    await keepViews(store.db, account, { views: [] });
    expect(await keepViews(store.db, account, { views })).toEqual({ views });
  });
});

describe('the capture', () => {
  const evidence = (kind: 'packet' | 'payload', bytes: Buffer) => ({
    kind,
    base64: bytes.toString('base64'),
    facts: {},
  });
  const flow = (change: Partial<Detection['flow']>) => ({ ...sampleDetection(T0).flow, ...change });

  it('is a file that tcpdump reads: excerpts with their true length, payloads with the headers of their flow', async () => {
    // The first 44 bytes of a SYN that was 60 bytes long.
    const syn = Buffer.from(
      '4500003c1c4640004006b1e60a0000010a000002c0000d3d00000001000000005002faf0000000000204',
      'hex',
    );
    const at = new Date(T0 - 90_000).toISOString();
    const [id = 0] = await arrive([
      { evidence: evidence('packet', syn) },
      {
        ...{ at, until: at, device: { ip: '192.168.10.50', mac: null, name: null } },
        evidence: evidence('payload', Buffer.from('GET /login HTTP/1.1\r\nHost: a.example\r\n\r\n')),
        flow: flow({ sourceIp: '2001:db8::1', destinationIp: '2001:db8::2', destinationPort: 80 }),
      },
    ]);
    const capture = await desk.capture(id, EVERYTHING);
    if (!capture.ok) throw new Error(capture.error.code);
    const read = spawnSync('tcpdump', ['-nn', '-vv', '-r', '-'], { input: capture.value, encoding: 'utf8' });
    expect(read.stdout).toContain('10.0.0.1.49152 > 10.0.0.2.3389');
    expect(read.stdout).toContain('GET /login HTTP/1.1');
    expect(read.stdout).toContain('2001:db8::1.51000 > 2001:db8::2.80');
    expect(read.stdout).toMatch(/cksum 0x[0-9a-f]{4} \(correct\)/);
    expect(capture.value.readUInt32LE(20)).toBe(101);
  });

  it('says so when nothing of a packet is stored', async () => {
    const [id = 0] = await arrive([{ evidence: evidence('packet', Buffer.from([1, 2, 3])) }]);
    expect(await desk.capture(id, EVERYTHING)).toMatchObject({ error: { code: 'CTR_CAPTURE_EMPTY' } });
  });
});

describe('what is similar', () => {
  it('names the same device, the same address outside and the same rule, in the own scope only', async () => {
    const [first = 0, second = 0, third = 0] = await arrive([
      {},
      { peer: { ip: '198.51.100.1', port: 1, country: null, name: null }, story: 'scan', rule: rule('scan:1') },
      { device: { ip: '192.168.10.50', mac: null, name: null }, story: 'weakness', rule: rule('weak:1') },
    ]);
    const [other = 0] = await arrive([{}], OTHER_BOX);
    const detail = await desk.detail(first, EVERYTHING);
    const found = detail.ok ? detail.value.similar.map(({ because, row }) => `${because} ${row.id}`) : [];
    expect(found).toEqual([`device ${third}`, `peer ${other}`]);
    expect(found.join()).not.toContain(` ${second}`);
    const own = await desk.detail(first, { kind: 'some', companies: [], appliances: [BOX] });
    expect(own.ok && own.value.similar.map(({ row }) => row.id)).not.toContain(other);
  });
});

function rule(id: string): Detection['rule'] {
  return { engine: 'suricata', id, name: id, feed: 'omamori-base', category: null };
}

describe('a notice on order', () => {
  it('is previewed word for word, handed over once, and is true in the outbox', async () => {
    const [id = 0] = await arrive([{}]);
    const preview = await desk.previewNotice(id, EVERYTHING);
    if (!preview.ok) throw new Error(preview.error.code);
    expect([preview.value.part, preview.value.refusal]).toEqual([1, null]);
    expect(await desk.handOver(id, 1, DESK)).toEqual({ ok: true, value: undefined });
    const files = (await readdir(folder.path)).filter((name) => name.endsWith('-ja.txt'));
    const text = await readFile(join(folder.path, files[0] ?? ''), 'utf8');
    expect(text).toContain(preview.value.letters.ja.body);
    const detail = await desk.detail(id, EVERYTHING);
    expect(detail.ok && detail.value.notices.every(({ handedOverAt }) => handedOverAt !== null)).toBe(true);
    expect(detail.ok && detail.value.row.notice).toBe('written');
    expect(await desk.handOver(id, 1, DESK)).toMatchObject({ error: { code: 'CTR_NOTICE_STALE' } });
    expect(await desk.previewNotice(id, EVERYTHING)).toMatchObject({ value: { part: 2 } });
    await desk.changeState(id, 'closed', null, DESK);
    expect(await desk.previewNotice(id, EVERYTHING)).toMatchObject({
      value: { refusal: 'CTR_NOTICE_NOTHING_TO_TELL' },
    });
    expect(await desk.handOver(id, 2, DESK)).toMatchObject({ error: { code: 'CTR_NOTICE_STALE' } });
  });
});
