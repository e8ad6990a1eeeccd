import type { RolloutFinding } from '@omamori/contract/console-api/bundles';
import type { BoxMeasures } from '../../store/bundle-tables.ts';

/** One box that has the bundle or was to have it. */
export interface BoxAfter {
  readonly appliance: string;
  readonly failed: string | null;
  readonly baseline: BoxMeasures | null;
  /** Null while it is not in force there. */
  readonly appliedHours: number | null;
  /** Blocked connections out of the office since then. */
  readonly blocks: number;
  readonly memoryBytes: number | null;
  readonly waitMs: number | null;
  /** The center does not hear it although it has the bundle. */
  readonly isSilent: boolean;
  readonly isUninspected: boolean;
}

/** Fewer are one curious person, not a bad list. */
const FEW_BLOCKS = 10;
const TIMES_BLOCKS = 3;
/** A burst right after the change must not be taken for the rate of an hour. */
const LEAST_HOURS = 1 / 6;
const TIMES_MEMORY = 1.5;
const FEW_MEMORY_BYTES = 96 * 1024 * 1024;
const TIMES_WAIT = 3;
const FEW_WAIT_MS = 20;

/** Pure. What one box says against the bundle; nothing when it is as it was. */
export function judgeBox(box: BoxAfter): RolloutFinding[] {
  const { appliance, baseline, failed } = box;
  const finding = (
    kind: RolloutFinding['kind'],
    before: number | null,
    after: number | null,
    code: string | null = null,
  ) => ({ appliance, kind, before, after, code }) as const;
  if (failed !== null) return [finding('not-taken', null, null, failed)];
  if (box.appliedHours === null) return [];
  const findings: RolloutFinding[] = [];
  const hours = Math.max(LEAST_HOURS, box.appliedHours);
  const usual = baseline?.blocksPerHour ?? 0;
  if (box.blocks >= FEW_BLOCKS && box.blocks > usual * hours * TIMES_BLOCKS)
    findings.push(finding('blocks', round(usual), round(box.blocks / hours)));
  if (isMore(baseline?.memoryBytes, box.memoryBytes, TIMES_MEMORY, FEW_MEMORY_BYTES))
    findings.push(finding('memory', baseline?.memoryBytes ?? null, box.memoryBytes));
  if (isMore(baseline?.waitMs, box.waitMs, TIMES_WAIT, FEW_WAIT_MS))
    findings.push(finding('latency', baseline?.waitMs ?? null, box.waitMs));
  if (box.isSilent) findings.push(finding('silent', null, null));
  if (box.isUninspected) findings.push(finding('uninspected', null, null));
  return findings;
}

function isMore(before: number | null | undefined, after: number | null, times: number, few: number): boolean {
  if (before === null || before === undefined || after === null) return false;
  return after > before * times && after - before > few;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Share of the boxes that may be worse in the last ring, where one of many is chance. */
const MOST_WORSE = 0.02;

/** Pure. Whether the roll-out stops: in the early rings one box is enough. */
export function mustStop(worseBoxes: number, orderedBoxes: number, isLastRing: boolean): boolean {
  return worseBoxes > (isLastRing ? Math.floor(orderedBoxes * MOST_WORSE) : 0);
}
