// The goals of the parser: ratios of throughput from one run, and whether the sums of all peers agree.
import type { Sums } from './jobs.ts';

/** One peer at one size: a time a round. */
export interface Row {
  readonly name: string;
  readonly ms: number[];
  readonly cpuMs: number[];
  readonly peakMiB: number[];
  sums: Sums | null;
}

const MUST = { vsReadline: 4, vsBestPlain: 3 };
const MUST_COLUMNS = { vsReadline: 5, vsSimdjson: 0.9 };
const MUST_SELECTIVE = { vsReadline: 6, vsRegex: 1.2 };

export function judgeGoals(rows: readonly Row[], simdjson: string): Record<string, unknown> {
  const ratioBy =
    (of: 'ms' | 'cpuMs') =>
    (name: string, to: string): number | null => {
      const [row, other] = [name, to].map((wanted) => rows.find((candidate) => candidate.name === wanted));
      if (row === undefined || other === undefined) return null;
      return Math.round((median(other[of]) / median(row[of])) * 100) / 100;
    };
  const ratio = ratioBy('ms');
  const found = compare(ratio, simdjson);
  const agree = agrees(rows.filter(({ name }) => !name.startsWith('selective')).slice(1)) && agrees(selective(rows));
  const goal = <Goal extends Record<string, number>>(must: Goal, found: { [name in keyof Goal]: number | null }) => ({
    ...found,
    must,
    ok:
      agree && Object.entries(must).every(([name, least]) => found[name] === null || (found[name] as number) >= least),
  });
  return {
    P1: goal(MUST, found.P1),
    P2: goal(MUST_COLUMNS, found.P2),
    P3: goal(MUST_SELECTIVE, found.P3),
    // Compiling in the background counts in these; a busy machine counts less.
    byCpuTime: compare(ratioBy('cpuMs'), simdjson),
    sumsAgree: agree,
  };
}

type Ratio = (name: string, to: string) => number | null;

function compare(ratio: Ratio, simdjson: string) {
  return {
    P1: {
      vsReadline: ratio('eve objects', 'readline + JSON.parse'),
      vsBestPlain: ratio('eve objects', 'split + JSON.parse'),
    },
    P2: { vsReadline: ratio('eve columns', 'readline + JSON.parse'), vsSimdjson: ratio('eve columns', simdjson) },
    P3: {
      vsReadline: ratio('selective: eve objects', 'selective: readline + JSON.parse'),
      vsRegex: ratio('selective: eve objects', 'selective: split + regex'),
    },
  };
}

const selective = (rows: readonly Row[]): Row[] => rows.filter(({ name }) => name.startsWith('selective'));

/** Sums of doubles depend on their order; all else must be equal. */
function agrees(rows: readonly Row[]): boolean {
  const first = rows[0]?.sums;
  return rows.every(({ sums }) => {
    if (sums === null || sums === undefined || first === null || first === undefined) return false;
    const isSame = sums.lines === first.lines && sums.texts === first.texts && sums.length === first.length;
    return isSame && Math.abs(sums.sum - first.sum) <= Math.abs(first.sum) * 1e-9;
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}
