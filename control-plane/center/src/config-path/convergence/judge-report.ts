import type { ApplianceRow } from '@omamori/contract/console-api';
import type { StateReport } from '@omamori/contract/state-report';

export interface Judgement {
  readonly convergence: ApplianceRow['convergence'];
  readonly code: string | null;
  readonly message: string | null;
}

/** Above this a box's version is no version but a fault or a lie; the center does not follow it. */
const HIGHEST_VERSION = 1_000_000_000;

/** What the box says of a document → what the console shows of it. */
const BAD_ENDS: Readonly<Record<string, Judgement['convergence']>> = {
  refused: 'refused',
  failed: 'failed',
  'rolled-back': 'rolled-back',
};

/** Pure: how the box's report stands to the version that is desired now. */
export function judgeReport(desiredVersion: number, report: StateReport): Judgement {
  const last = report.last?.version === desiredVersion ? report.last : null;
  // On probation the box may name the version as applied already: it holds only once it is confirmed.
  if (last?.outcome === 'probation') return { convergence: 'probation', code: last.code, message: last.message };
  if (report.appliedVersion === desiredVersion && !isOtherContent(desiredVersion, report)) {
    return { convergence: 'converged', code: null, message: null };
  }
  const end = last === null ? undefined : BAD_ENDS[last.outcome];
  if (last === null || end === undefined) return { convergence: 'pending', code: null, message: null };
  return { convergence: end, code: last.code ?? 'CTR_REPORT_WITHOUT_CODE', message: last.message ?? '' };
}

/** The box runs this version, yet refused the center's document of it: it knows another content under that number. */
function isOtherContent(desiredVersion: number, { appliedVersion, last }: StateReport): boolean {
  return appliedVersion === desiredVersion && last?.outcome === 'refused' && last.code === 'CFG_VERSION_REUSED';
}

/**
 * The version to go on from when the box is ahead of this center (a center restored from an older backup, a box that
 * kept its data while the center lost its own): numbers only grow, so the center continues above. Else undefined.
 */
export function versionToPass(desiredVersion: number, report: StateReport): number | undefined {
  const ahead = report.appliedVersion > desiredVersion || isOtherContent(desiredVersion, report);
  return ahead && report.appliedVersion < HIGHEST_VERSION ? report.appliedVersion : undefined;
}
