import type { Lab } from '../lab/start-lab.ts';
import { caseA } from './case-a.ts';
import { caseAlpha, caseVirusOut } from './case-alpha.ts';
import { caseB } from './case-b.ts';
import { caseC } from './case-c.ts';
import { caseD } from './case-d.ts';
import { caseDelta } from './case-delta.ts';
import { caseE } from './case-e.ts';
import { caseEpsilon } from './case-epsilon.ts';
import { caseF } from './case-f.ts';
import { caseG } from './case-g.ts';
import { caseGamma } from './case-gamma.ts';
import { caseH } from './case-h.ts';
import { caseReplyChain } from './case-reply-chain.ts';
import { office } from './office.ts';
import type { CaseName, CaseResult, Scenario } from './scenario.ts';

const SCENARIOS: Record<CaseName, Scenario> = {
  A: caseA,
  B: caseB,
  D: caseD,
  alpha: caseAlpha,
  delta: caseDelta,
  office,
  C: caseC,
  E: caseE,
  F: caseF,
  G: caseG,
  H: caseH,
  epsilon: caseEpsilon,
  gamma: caseGamma,
  'reply-chain': caseReplyChain,
  'virus-out': caseVirusOut,
};

export function playCase(lab: Lab, name: CaseName): Promise<CaseResult> {
  return SCENARIOS[name](lab);
}
