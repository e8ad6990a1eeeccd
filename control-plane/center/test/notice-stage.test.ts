import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection } from '@omamori/contract/detection';
import { err, ok } from '@omamori/contract/result';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { commitBatch } from '../src/event-path/ingest/commit-batch.ts';
import { folderOutbox, type Outbox } from '../src/event-path/notice/outbox.ts';
import { type NoticeStage, startNoticeStage } from '../src/event-path/notice/write-notice.ts';
import type { Store } from '../src/store/connect-store.ts';
import type { Database } from '../src/store/database.ts';
import { addAppliance, attempt, emptyDatabase } from './sample-attempts.ts';
import { type StoreSource, storeKinds, storeSource } from './store-fixture.ts';

const BOX = 'box-notice';
const EPOCH = '0123456789abcdefghij012345';
const log = pino({ level: 'silent' });
const waits = { quietMs: 150, longestMs: 900, most: 100 };

let db: Database;
let folder: string;
let stage: NoticeStage | undefined;
let sequence = 0;
/** While set, time stands still: nothing becomes quiet, however slow the machine. */
let frozenAt: number | undefined;
const now = (): number => frozenAt ?? Date.now();

async function happens(...detections: Detection[]): Promise<number[]> {
  const records = detections.map((detection) => ({ sequence: ++sequence, detection }));
  const committed = await commitBatch(db, { v: 1, appliance: BOX, epoch: EPOCH, dropped: 0, records }, new Date());
  if (!committed.ok) throw new Error(committed.error.message);
  for (const id of committed.value.incidents) stage?.incidentChanged(id);
  return [...committed.value.incidents];
}

function start(outbox: Outbox = folderOutbox(folder)): NoticeStage {
  stage = startNoticeStage({ db, outboxDir: folder, now, log, phone: '03-1234-5678', waits, outbox });
  return stage;
}

const files = async (): Promise<string[]> => (await readdir(folder)).sort();
const rows = () => db.selectFrom('notice').selectAll().orderBy('id').execute();
const until = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

async function written(count: number): Promise<void> {
  await until(async () => {
    const found = await rows();
    expect(found.map((row) => row.state)).toEqual(new Array(count).fill('written'));
    expect(await files()).toHaveLength(count);
  });
}

describe.each(storeKinds)('on %s', (kind) => {
  let source: StoreSource;
  let store: Store;

  beforeAll(async () => {
    source = await storeSource(kind);
    store = await source.open();
    db = store.db;
  });

  afterAll(async () => {
    await store?.close();
    await source?.stop();
  });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), `outbox-${process.pid}-`));
    await addAppliance(db, BOX, { '02:00:00:00:00:20': '事務所サーバー' });
  });

  afterEach(async () => {
    await stage?.close();
    stage = undefined;
    frozenAt = undefined;
    await emptyDatabase(db);
    await rm(folder, { recursive: true, force: true });
  });

  describe('notice of one incident', () => {
    test('stands in the outbox in both languages, with the count of all attempts', async () => {
      frozenAt = Date.now();
      start();
      await happens(attempt());
      await happens(attempt({ peer: { ip: '203.0.113.6', port: 1, country: 'LV', name: null } }), attempt());
      frozenAt = undefined;
      await written(2);
      const [first] = await rows();
      expect(await files()).toEqual([`${first?.receipt}-en.txt`, `${first?.receipt}-ja.txt`]);
      const text = await readFile(join(folder, `${first?.receipt}-ja.txt`), 'utf8');
      expect(text).toContain('Subject: 【要確認】「事務所サーバー」への遠隔操作を止めました\n');
      expect(text).toContain('To: 株式会社さくら商店');
      expect(text).toContain('ラトビアの2か所から');
      expect(text).toContain('3回とも、つながる前に止めました。');
      expect(text).toContain(`ご相談 03-1234-5678（24時間）受付番号 ${first?.receipt}`);
      expect(text).toContain('すべてを防ぐとお約束するものではありません');
      const history = await db.selectFrom('incident_history').select('change').execute();
      expect(history.filter(({ change }) => change === 'notice')).toHaveLength(1);
    });

    test('waits while the counts still grow, and tells all of them', async () => {
      frozenAt = Date.now();
      start();
      for (let round = 0; round < 5; round++) {
        await happens(attempt());
        frozenAt += waits.quietMs - 50;
      }
      expect(await rows()).toEqual([]);
      frozenAt = undefined;
      await written(2);
      const [row] = await rows();
      expect(row?.details).toContainEqual({ label: '回数', value: '5回' });
    });

    test('is not written again for more of the same', async () => {
      start();
      await happens(attempt());
      await written(2);
      await happens(attempt());
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(await rows()).toHaveLength(2);
    });

    test('gets one follow-up when an attempt got through, and no third', async () => {
      start();
      await happens(attempt());
      await written(2);
      await happens(attempt({ verdict: 'detected' }));
      await written(4);
      const followUp = (await rows()).find((row) => row.part === 2 && row.language === 'ja');
      expect(followUp?.title).toMatch(/^【緊急・続報】/);
      expect(followUp?.file).toBe(`${followUp?.receipt}-2-ja.txt`);
      await happens(attempt({ verdict: 'detected' }));
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(await rows()).toHaveLength(4);
    });

    test('is not written for a false alarm', async () => {
      const [id] = await happens(attempt());
      await db
        .updateTable('incident')
        .set({ state: 'false-positive' })
        .where('id', '=', id ?? 0)
        .execute();
      start();
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(await rows()).toHaveLength(0);
    });
  });

  describe('exactly once over crashes', () => {
    /** The process dies at the given step: nothing after it happens. */
    function dying(step: 'before-file' | 'after-file'): { outbox: Outbox; died: Promise<void> } {
      const real = folderOutbox(folder);
      let die = (): void => undefined;
      const died = new Promise<void>((resolve) => {
        die = resolve;
      });
      const outbox: Outbox = {
        tidy: () => real.tidy(),
        write: async (name, content) => {
          if (step === 'after-file') await real.write(name, content);
          die();
          throw new Error('the power went');
        },
      };
      return { outbox, died };
    }

    test.each(['before-file', 'after-file'] as const)('a crash %s leaves one notice with one text', async (step) => {
      const { outbox, died } = dying(step);
      const first = start(outbox);
      await happens(attempt());
      await died;
      await first.close();
      const stored = await rows();
      expect(stored.map((row) => row.state)).toEqual(['pending', 'pending']);
      const before = new Map<string, string>();
      for (const name of await files()) before.set(name, await readFile(join(folder, name), 'utf8'));
      start();
      await written(2);
      expect((await rows()).map((row) => row.id)).toEqual(stored.map((row) => row.id));
      for (const [name, text] of before) expect(await readFile(join(folder, name), 'utf8')).toBe(text);
    });

    test('a crash before anything was stored is found by the sweep', async () => {
      await happens(attempt());
      start();
      await written(2);
    });

    test('a half-written file of an earlier life is removed', async () => {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(join(folder, 'A-0001-20-ja.txt.999999.new'), 'half');
      start();
      await until(async () => expect(await files()).toEqual([]));
    });

    test('an outbox that refuses is tried again, and the notice stays one', async () => {
      const real = folderOutbox(folder);
      let refusals = 1;
      const first = start({
        tidy: () => real.tidy(),
        write: async (name, content) => {
          if (refusals-- > 0) return err('CTR_NOTICE_NOT_WRITTEN', 'the disk is full');
          await real.write(name, content);
          return ok(undefined);
        },
      });
      await happens(attempt());
      await until(async () => expect((await rows()).length).toBe(2));
      await first.close();
      start();
      await written(2);
    });

    test('two centers over one database tell an incident once', async () => {
      const other = startNoticeStage({ db, outboxDir: folder, now: Date.now, log, phone: '03-1234-5678', waits });
      start();
      const ids = await happens(attempt());
      for (const id of ids) other.incidentChanged(id);
      await written(2);
      await new Promise((resolve) => setTimeout(resolve, 600));
      await other.close();
      expect(await rows()).toHaveLength(2);
    });

    test('more incidents than the queue holds are all told in the end', async () => {
      const many = Array.from({ length: 5 }, (_, index) =>
        attempt({ device: { ip: `192.168.10.${100 + index}`, mac: null, name: null } }),
      );
      let shift = 0;
      stage = startNoticeStage({
        ...{ db, outboxDir: folder, log, phone: '03-1234-5678', waits: { ...waits, most: 2 } },
        now: () => Date.now() + shift,
      });
      await happens(...many);
      await until(async () => expect((await rows()).length).toBe(4));
      for (let round = 1; round <= 2; round++) {
        shift += 31_000;
        await until(async () => expect((await rows()).length).toBeGreaterThanOrEqual(round === 1 ? 8 : 10));
      }
      await written(10);
    });
  });
});
