import { expect, test } from 'vitest';
import { fuzzEve } from './fuzz-eve.ts';
import { seedLines } from './seed-lines.ts';

/** `npm run fuzz -- eve --seconds N` is the long form; this one must leave room for the other tests. */
const SECONDS = Number(process.env['EVE_FUZZ_SECONDS'] ?? 60);

test(
  `${SECONDS} s of damaged lines: both engines say what JSON.parse says`,
  () => {
    const until = performance.now() + SECONDS * 1000;
    const report = fuzzEve({ seeds: seedLines(), seed: Date.now() % 2 ** 31, goOn: () => performance.now() < until });
    expect(report).toMatchObject({ ok: true, failure: null });
    expect(report.events).toBeGreaterThan(report.lines / 20);
    expect(report.malformed).toBeGreaterThan(report.lines / 20);
  },
  (SECONDS + 60) * 1000,
);
