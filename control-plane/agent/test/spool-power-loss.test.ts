import { spawn } from 'node:child_process';
import { copyFile, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Candidate } from '../src/event-path/classify/candidate.ts';
import { openSpool, type Spool } from '../src/event-path/spool/spool.ts';
import { quietLog, temporaryFolder } from './event-path-fixture.ts';
import { sampleDetection } from './sample-detection.ts';

const CHILD = fileURLToPath(new URL('spool-child.ts', import.meta.url));
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function folder(): Promise<string> {
  const made = await temporaryFolder('spool');
  undo.push(made.remove);
  return made.path;
}

function open(path: string, bootMs = () => 0): Spool {
  const clock = { nowMs: () => 1_800_000_000_000, monotonicMs: () => 0 };
  const opened = openSpool({ path, clock, bootClock: { bootId: 'boot-1', nowMs: bootMs }, log: quietLog });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function all(spool: Spool): number[] {
  const records = spool.peek({ after: 0, upTo: Number.MAX_SAFE_INTEGER, limit: 1e6, maxBytes: 1e9 });
  return records.map((record) => Number(record.detection.rule.id));
}

const numbersUpTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

test('every record that was accepted before a SIGKILL is there after the restart, and no sequence comes twice', async () => {
  const path = join(await folder(), 'spool.db');
  let accepted = 0;
  for (let round = 0; round < 4; round += 1) {
    const child = spawn(process.execPath, [CHILD, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('latin1');
      if (output.length > 200 + round * 137) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('close', resolve));
    accepted = Math.max(accepted, ...output.split('\n').slice(0, -1).map(Number));
    const spool = open(path);
    const found = all(spool);
    const bookmark = Number(spool.bookmark('test'));
    spool.close();
    expect(found.length).toBeGreaterThanOrEqual(accepted);
    expect(found).toEqual(numbersUpTo(found.length));
    expect(bookmark).toBe(found.length);
  }
  expect(accepted).toBeGreaterThan(100);
});

const TORN_RUNS = 60;

test('a write-ahead log torn at any byte leaves a prefix of the records, with the bookmark that belongs to it', async () => {
  const at = await folder();
  const path = join(at, 'spool.db');
  const spool = open(path);
  for (const index of numbersUpTo(40)) {
    const candidate = { detection: sampleDetection({ id: String(index) }), attempt: null };
    spool.append({ candidates: [candidate], bookmark: { source: 'test', value: String(index) } });
  }
  const copies = [path, `${path}-wal`];
  const walBytes = (await stat(`${path}-wal`)).size;
  for (const file of copies) await copyFile(file, `${file}.saved`);
  spool.close();
  expect(walBytes).toBeGreaterThan(100_000);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: walBytes }), fc.integer({ min: 0, max: 4096 }), async (cut, garbage) => {
      const torn = join(at, 'torn.db');
      await rm(`${torn}-shm`, { force: true });
      await copyFile(`${path}.saved`, torn);
      await copyFile(`${path}-wal.saved`, `${torn}-wal`);
      await truncate(`${torn}-wal`, cut);
      const bytes = await readFile(`${torn}-wal`);
      await writeFile(`${torn}-wal`, Buffer.concat([bytes, Buffer.alloc(garbage, 0xa5)]));
      const reopened = open(torn);
      const found = all(reopened);
      const bookmark = Number(reopened.bookmark('test') ?? 0);
      reopened.close();
      await expect(stat(`${torn}.broken`)).rejects.toThrow();
      expect(found).toEqual(numbersUpTo(found.length));
      expect(bookmark).toBe(found.length);
    }),
    { numRuns: TORN_RUNS },
  );
  process.stdout.write(`power cuts of the spool: ${TORN_RUNS} torn write-ahead logs of ${walBytes} bytes replayed\n`);
});

/** What can happen to attempts 0…2: their packet comes, the ledger is looked at, the agent dies between commits. */
const story = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('attempt' as const), id: fc.nat(2), seen: fc.boolean() }),
    fc.record({ kind: fc.constant('ledger' as const), late: fc.nat(3000) }),
    fc.record({ kind: fc.constant('crash' as const) }),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(2_000_000) }),
  ),
  { minLength: 5, maxLength: 40, size: 'max' },
);

test('attempts seen by packet and ledger are admitted once over any crashes, and again only after the ledger forgot them', async () => {
  const at = await folder();
  const lifeMs = 3_600_000;
  let run = 0;
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      run += 1;
      const path = join(at, `story-${run}.db`);
      let nowMs = 10_000_000;
      let spool = open(path, () => nowMs);
      const ledger = new Map<string, number>();
      const lastBorn = new Map<string, number>();
      let attempts = 0;
      const admit = (candidates: Candidate[]): void => {
        const appended = spool.append({ candidates });
        if (!appended.ok) throw new Error(appended.error.message);
      };
      const candidate = (key: string, seenMs: number): Candidate => ({
        detection: sampleDetection({ id: key }),
        attempt: { key, seenMs, lifeMs },
      });
      const forget = (): void => {
        for (const [key, bornMs] of ledger) if (nowMs >= bornMs + lifeMs) ledger.delete(key);
      };
      const reconcile = (late: number): void => {
        forget();
        // As the kernel tells it: whole seconds left.
        const found = [...ledger].map(([key, bornMs]) =>
          candidate(key, nowMs - Math.ceil((nowMs - bornMs) / 1000) * 1000 + Math.min(late, 900)),
        );
        if (found.length > 0) admit(found);
      };
      for (const step of steps) {
        if (step.kind === 'wait') nowMs += step.ms;
        else if (step.kind === 'ledger') reconcile(step.late);
        else if (step.kind === 'attempt') {
          // Whatever the ledger is about to forget is reconciled before: every 10 s against an hour.
          reconcile(0);
          nowMs += 10_000;
          const key = `port attempt-${step.id}`;
          // The ledger tells whole seconds: within one of the end of an element's life old and new cannot be told apart.
          const end = (lastBorn.get(key) ?? Number.NEGATIVE_INFINITY) + lifeMs;
          if (Math.abs(end - nowMs) <= 1000) nowMs = end + 1001;
          forget();
          if (!ledger.has(key)) {
            ledger.set(key, nowMs);
            lastBorn.set(key, nowMs);
            attempts += 1;
          }
          if (step.seen) admit([candidate(key, nowMs)]);
          else reconcile(0);
        } else {
          spool.close();
          spool = open(path, () => nowMs);
          reconcile(0);
        }
      }
      reconcile(0);
      expect(spool.lastSequence()).toBe(attempts);
      spool.close();
    }),
    { numRuns: 60 },
  );
});

test('a damaged file is set aside, a new epoch begins and the box goes on', async () => {
  const path = join(await folder(), 'spool.db');
  const first = open(path);
  first.append({ candidates: [{ detection: sampleDetection(), attempt: null }] });
  const epoch = first.epoch;
  first.close();
  const bytes = await readFile(path);
  bytes.fill(0x5a, 0, 4096);
  await writeFile(path, bytes);
  const second = open(path);
  undo.push(() => second.close());
  expect(second.epoch).not.toBe(epoch);
  expect(second.waiting()).toBe(0);
  expect((await stat(`${path}.broken`)).size).toBe(bytes.length);
  const appended = second.append({ candidates: [{ detection: sampleDetection(), attempt: null }] });
  expect(appended).toMatchObject({ ok: true, value: { written: 1 } });
});
