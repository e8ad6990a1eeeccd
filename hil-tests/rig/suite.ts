import { playCase } from '../scenarios/play-cases.ts';
import type { CaseName } from '../scenarios/scenario.ts';
import { bulkTransfer } from './bulk-transfer.ts';
import { agentKilled, centerAway, engineKilled, policyChange, powerCut } from './faults.ts';
import type { HilScenario } from './hil-scenario.ts';

const story =
  (name: CaseName): HilScenario =>
  async ({ lab }) => {
    const { failures, sent, arrived, blocked, detected } = await playCase(lab, name);
    return { failures, figures: { sent, arrived, blocked, detected } };
  };

/** The same on every target, in this order: the first shows whether anything else is worth trying. */
export const SUITE: Readonly<Record<string, HilScenario>> = {
  bulk: bulkTransfer,
  A: story('A'),
  B: story('B'),
  D: story('D'),
  alpha: story('alpha'),
  'policy-change': policyChange,
  'engine-killed': engineKilled,
  'agent-killed': agentKilled,
  'center-away': centerAway,
  'power-cut': powerCut,
  office: story('office'),
};

/** An ordinary morning moves 200 MB six times: minutes through an emulated box. */
export const NOT_FAST: readonly string[] = ['office'];
