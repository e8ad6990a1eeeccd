import type { Lab } from '../lab/start-lab.ts';
import { caseA } from './case-a.ts';
import { caseAlpha } from './case-alpha.ts';
import { caseB } from './case-b.ts';
import { caseD } from './case-d.ts';
import { office } from './office.ts';
import type { CaseName, CaseResult, Scenario } from './scenario.ts';

const SCENARIOS: Record<CaseName, Scenario> = { A: caseA, B: caseB, D: caseD, alpha: caseAlpha, office };

export function playCase(lab: Lab, name: CaseName): Promise<CaseResult> {
  return SCENARIOS[name](lab);
}
