import type { Lab } from '../lab/start-lab.ts';

/** The cases of mission.md that are built so far, in the order they are played. */
export const CASES = ['A', 'B', 'D', 'alpha', 'delta', 'office'] as const;
/** Played by command and in a test lane of their own: together they take longer than a first look should. */
export const EVERYDAY_CASES = ['C', 'E', 'F', 'G', 'H', 'epsilon'] as const;
/** Mail that tries to cheat: the box reads files and mails for these, which the others leave switched off. */
export const MAIL_CASES = ['gamma', 'reply-chain', 'virus-out'] as const;
export const ALL_CASES = [...CASES.slice(0, -1), ...EVERYDAY_CASES, 'office', ...MAIL_CASES] as const;
export type CaseName = (typeof CASES)[number] | (typeof EVERYDAY_CASES)[number] | (typeof MAIL_CASES)[number];

/** One line of output a case; counts are attempts (A, B, D), files with a virus (alpha) or steps of work (office). */
export interface CaseResult {
  readonly case: CaseName;
  readonly ok: boolean;
  readonly sent: number;
  readonly arrived: number;
  readonly blocked: number;
  readonly detected: number;
  readonly notified: boolean;
  /** The company's name for the device, as the center shows it. */
  readonly device: string | null;
  readonly seconds: number;
  /** From the dropped packet to the row at a console's live stream, milliseconds; null where nothing is blocked. */
  readonly delay: { readonly median: number; readonly p99: number; readonly attacks: number } | null;
  /** What did not hold, in words; empty when ok. */
  readonly failures: readonly string[];
}

export type Scenario = (lab: Lab) => Promise<CaseResult>;

/** Median and 99th percentile by the nearest-rank method. */
export function delaysOf(milliseconds: readonly number[]): CaseResult['delay'] {
  if (milliseconds.length === 0) return null;
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { median: Math.round(rank(0.5)), p99: Math.round(rank(0.99)), attacks: sorted.length };
}
