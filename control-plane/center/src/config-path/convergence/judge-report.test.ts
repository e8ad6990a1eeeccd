import type { StateReport } from '@omamori/contract/state-report';
import { describe, expect, test } from 'vitest';
import { judgeReport, versionToPass } from './judge-report.ts';

function report(
  appliedVersion: number,
  last: [number, NonNullable<StateReport['last']>['outcome'], string?] | null,
): StateReport {
  const [version, outcome, code] = last ?? [];
  return {
    ...{ v: 1, appliance: 'box-1', at: '2026-11-23T05:00:00.000Z', appliedVersion, rulesLoaded: null, geoRanges: 0 },
    last:
      version === undefined || outcome === undefined
        ? null
        : { version, outcome, code: code ?? null, message: null, steps: [] },
  };
}

describe('convergence', () => {
  test.each([
    [5, report(5, [5, 'applied']), 'converged', null],
    [5, report(5, null), 'converged', null],
    [5, report(5, [4, 'failed', 'NFT_X']), 'converged', null],
    [5, report(4, [4, 'applied']), 'pending', null],
    [5, report(4, [5, 'refused', 'DOC_SIGNATURE_BAD']), 'refused', 'DOC_SIGNATURE_BAD'],
    [5, report(4, [5, 'failed', 'NFT_X']), 'failed', 'NFT_X'],
    [5, report(4, [5, 'failed']), 'failed', 'CTR_REPORT_WITHOUT_CODE'],
    [5, report(5, [5, 'refused', 'CFG_VERSION_REUSED']), 'refused', 'CFG_VERSION_REUSED'],
    [5, report(6, [6, 'applied']), 'pending', null],
    [5, report(4, [5, 'probation']), 'probation', null],
    [5, report(5, [5, 'probation']), 'probation', null],
    [5, report(4, [5, 'rolled-back', 'CFG_PROBE']), 'rolled-back', 'CFG_PROBE'],
    [6, report(4, [5, 'rolled-back', 'CFG_PROBE']), 'pending', null],
  ] as const)('of version %i with %j is %s', (version, said, convergence, code) => {
    expect(judgeReport(version, said)).toMatchObject({ convergence, code });
  });

  test('a box ahead is passed, a box that claims the impossible is not followed', () => {
    expect(versionToPass(5, report(9, null))).toBe(9);
    expect(versionToPass(5, report(5, [5, 'refused', 'CFG_VERSION_REUSED']))).toBe(5);
    expect(versionToPass(5, report(5, null))).toBeUndefined();
    expect(versionToPass(5, report(2 ** 52, null))).toBeUndefined();
  });
});
