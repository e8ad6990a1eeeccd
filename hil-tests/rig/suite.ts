import { playCase } from '../scenarios/play-cases.ts';
import type { CaseName } from '../scenarios/scenario.ts';
import { agentHung, clockLost, sshBroken } from './boot-facts.ts';
import { bulkTransfer } from './bulk-transfer.ts';
import { agentKilled, centerAway, engineKilled, powerCut } from './faults.ts';
import { oddFrames } from './frames/odd-frames.ts';
import type { HilScenario } from './hil-scenario.ts';
import { policyChange } from './policy-change.ts';

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
  office: story('office'),
  'policy-change': policyChange,
  'engine-killed': engineKilled,
  'agent-killed': agentKilled,
  'center-away': centerAway,
  frames: oddFrames,
  'power-cut': powerCut,
  'clock-lost': clockLost,
  'agent-hung': agentHung,
  'ssh-broken': sshBroken,
};

/** What a namespace has not: a start, a clock, systemd. */
export const OF_MACHINE: readonly string[] = ['clock-lost', 'agent-hung', 'ssh-broken'];

/** What `--fast` leaves out: a start or a wait of minutes each. */
export const NOT_FAST: readonly string[] = OF_MACHINE;
