// The loop: draw lines, damage them, cut the text, ask both engines and JSON.parse. Ends at the first disagreement.
import type { TypeMode } from '../src/index.ts';
import { findColumnDifference } from './compare-columns.ts';
import { type Case, expected, findDifference } from './compare-engines.ts';
import { mutate, pick, type Random, seededRandom } from './mutate-lines.ts';

export interface FuzzReport {
  readonly ok: boolean;
  readonly cases: number;
  readonly lines: number;
  /** Lines that JSON.parse takes, all modes. */
  readonly events: number;
  readonly malformed: number;
  readonly bytes: number;
  readonly seed: number;
  readonly failure: {
    readonly engine: string;
    readonly difference: string;
    readonly text: string;
    readonly cuts: readonly number[];
  } | null;
}

export interface FuzzOptions {
  readonly seeds: readonly Buffer[];
  readonly seed: number;
  /** Asked after each case. */
  readonly goOn: (cases: number) => boolean;
}

const MOST_LINES = 6;
const NEWLINE = Buffer.from('\n');
const TYPES: Readonly<Record<string, TypeMode>>[] = [
  {},
  { flow: 'count', dns: 'skip', '': 'count' },
  { alert: 'count', http: 'skip', '': 'skip' },
];

export function fuzzEve({ seeds, seed, goOn }: FuzzOptions): FuzzReport {
  const random = seededRandom(seed);
  const report = { ok: true, cases: 0, lines: 0, events: 0, malformed: 0, bytes: 0, seed, failure: null };
  do {
    const test = drawCase(seeds, random);
    const wanted = expected(test);
    report.cases += 1;
    report.lines += wanted.lines;
    report.malformed += wanted.malformed.length;
    report.events += wanted.lines - wanted.malformed.length;
    report.bytes += test.text.length;
    for (const engine of ['wasm', 'js'] as const) {
      const difference = findDifference(engine, test, wanted) ?? findColumnDifference(engine, test, wanted);
      if (difference === null) continue;
      const failure = { engine, difference, text: test.text.toString('base64'), cuts: test.cuts };
      return { ...report, ok: false, failure };
    }
  } while (goOn(report.cases));
  return report;
}

function drawCase(seeds: readonly Buffer[], random: Random): Case {
  const parts: Buffer[] = [];
  const cuts: number[] = [];
  const most = pick(random, [1, 1, 3, 12]);
  const base = random(2) === 0 ? pick(random, seeds) : null;
  if (base !== null) {
    // Seen often enough for its shape to be known, when the damaged ones come.
    for (let count = 1 + random(3); count > 0; count -= 1) {
      parts.push(base, NEWLINE);
      cuts.push(base.length + 1);
    }
  }
  for (let count = 1 + random(MOST_LINES); count > 0; count -= 1) {
    parts.push(mutate(base ?? pick(random, seeds), pick(random, seeds), most, random));
    if (count > 1 || random(2) === 0) parts.push(NEWLINE);
  }
  const text = Buffer.concat(parts);
  const size = pick(random, [1, 7, 64, 65, 1000, 100_000]);
  for (let count = random(40); count > 0; count -= 1) cuts.push(random(size) + 1);
  return { text, cuts, types: pick(random, TYPES), maxLineBytes: pick(random, [300, 2000, 1_000_000, 1_000_000]) };
}
