import type { ApplianceRow } from '@omamori/contract/console-api';
import type { StateReport } from '@omamori/contract/state-report';

export interface Judgement {
  readonly convergence: ApplianceRow['convergence'];
  readonly code: string | null;
  readonly message: string | null;
}

/** Above this a box's version is no version but a fault or a lie; the center does not follow it. */
const HIGHEST_VERSION = 1_000_000_000;

/** Pure: how the box's report stands to the version that is desired now. */
export function judgeReport(desiredVersion: number, report: StateReport): Judgement {
  const { last } = report;
  const aboutDesired = last !== null && last.version === desiredVersion && last.outcome !== 'applied';
  if (report.appliedVersion === desiredVersion && !isOtherContent(desiredVersion, report)) {
    return { convergence: 'converged', code: null, message: null };
  }
  if (!aboutDesired) return { convergence: 'pending', code: null, message: null };
  return {
    convergence: last.outcome === 'refused' ? 'refused' : 'failed',
    code: last.code ?? 'CTR_REPORT_WITHOUT_CODE',
    message: last.message ?? '',
  };
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
