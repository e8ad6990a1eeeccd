// What a capture of a suite had to show, and whether it did (design.md §8).
import { z } from 'zod';
import type { Replayed } from './replay-capture.ts';

const VERDICTS = ['malicious', 'unwanted', 'benign', 'unrated'] as const;

/** `expected.json` of a suite: more is written there than is judged. */
export const expectedSchema = z.record(
  z.string(),
  z.object({
    verdict: z.enum(VERDICTS),
    applications: z.array(z.string()).default([]),
    /** Every name that the suite's own analyser gave, plain protocols too: such a name is not wrong. */
    ndpi_apps_flows: z.array(z.tuple([z.string(), z.number()])).optional(),
  }),
);
export type Expected = z.infer<typeof expectedSchema>[string];

export interface JudgedCapture {
  readonly file: string;
  readonly verdict: Expected['verdict'];
  readonly ok: boolean;
  readonly dropped: number;
  /** Alerts of the box while the capture was played. */
  readonly detections: number;
  /** Names that the box gave while the capture was played. */
  readonly applications: readonly string[];
  /** Expected, and none of them given; and given without being expected. Only where the suite expects a name. */
  readonly missed?: readonly string[];
  readonly wrong?: readonly string[];
}

/**
 * stopped: a packet of each attacking conversation did not arrive. A conversation is attacking where a rule says so, and
 * such a rule drops it from that packet on: so it is enough that the capture was blocked at all.
 * undisturbed: every packet that can be sent arrived, in order, unchanged.
 */
export function judgeCapture(
  file: string,
  expected: Expected,
  played: Replayed,
  applications: readonly string[] = [],
): JudgedCapture {
  const { dropped, delivered, packets, unsendable, alerts } = played.line;
  const stopped = dropped > 0;
  const undisturbed = dropped === 0 && played.reordered === 0 && delivered + unsendable === packets;
  const held = { malicious: stopped, benign: undisturbed, unwanted: true, unrated: true }[expected.verdict];
  const detections = Object.values(alerts).reduce((sum, count) => sum + count, 0);
  const names = judgeNames(expected, applications);
  return { file, verdict: expected.verdict, ok: played.line.ok && held, dropped, detections, applications, ...names };
}

/** A name too many counts as wrong; of what the suite expects nothing of, nothing can be said. */
export function judgeNames(
  { applications: wanted, ndpi_apps_flows: seen = [] }: Expected,
  given: readonly string[],
): Pick<JudgedCapture, 'missed' | 'wrong'> {
  if (wanted.length === 0) return {};
  const right = new Set([...wanted, ...seen.map(([name]) => name)]);
  return {
    missed: given.some((name) => wanted.includes(name)) ? [] : wanted,
    wrong: given.filter((name) => !right.has(name)),
  };
}

export interface SuiteResult {
  readonly ok: boolean;
  readonly malicious: { readonly stopped: number; readonly total: number };
  readonly benign: { readonly undisturbed: number; readonly total: number };
  /** `wrong`: names given that nobody expected; `score`: right ones less captures with a wrong one, of all. */
  readonly applications: {
    readonly right: number;
    readonly total: number;
    readonly wrong: number;
    readonly score: number;
  };
  readonly failed: readonly string[];
}

export function sumSuite(judged: readonly JudgedCapture[], expected: Readonly<Record<string, Expected>>): SuiteResult {
  const of = (verdict: Expected['verdict']) => judged.filter((one) => one.verdict === verdict);
  const named = judged.filter(({ file }) => (expected[file]?.applications.length ?? 0) > 0);
  const right = named.filter(({ file, applications }) =>
    applications.some((name) => expected[file]?.applications.includes(name)),
  );
  const failed = judged.filter(({ ok }) => !ok).map(({ file }) => file);
  return {
    ok: failed.length === 0,
    malicious: { stopped: of('malicious').filter(({ ok }) => ok).length, total: of('malicious').length },
    benign: { undisturbed: of('benign').filter(({ ok }) => ok).length, total: of('benign').length },
    applications: { right: right.length, total: named.length, ...wrongOf(named, right.length) },
    failed,
  };
}

function wrongOf(named: readonly JudgedCapture[], right: number): { wrong: number; score: number } {
  const wrong = named.reduce((sum, one) => sum + (one.wrong?.length ?? 0), 0);
  const spoilt = named.filter((one) => (one.wrong?.length ?? 0) > 0).length;
  return { wrong, score: named.length === 0 ? 0 : Math.round(((right - spoilt) / named.length) * 1000) / 1000 };
}
