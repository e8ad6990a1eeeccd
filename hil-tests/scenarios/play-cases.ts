import type { Lab } from '../lab/start-lab.ts';
import { caseA } from './case-a.ts';
import { office } from './office.ts';
import type { CaseName, CaseResult, Scenario } from './scenario.ts';

const SCENARIOS: Record<CaseName, Scenario> = { A: caseA, office };

export function playCase(lab: Lab, name: CaseName): Promise<CaseResult> {
  return SCENARIOS[name](lab);
}
