import { err, ok, type Result } from '@omamori/contract/result';
import type { Slot, SystemStatus } from '@omamori/contract/system-update';
import type { BootDriver } from './boot-driver.ts';
import { judgeTrial, type TrialSeen } from './judge-trial.ts';
import { judgeStart } from './plan-update.ts';
import { outcomeOf, readState, tellStatus, writeState } from './system-state.ts';

export interface ConfirmParts {
  readonly driver: BootDriver;
  readonly running: Slot;
  readonly stateFolder: string;
  readonly statusFile: string;
  readonly look: () => Promise<TrialSeen>;
  readonly mostMs?: number;
  readonly everyMs?: number;
  readonly say: (words: string) => void;
}

/**
 * Once at each start: tells how an update ended, and finds a slot on trial good or gives it up. Given up: the slot has
 * no tries left, the caller restarts the box. Errors: UPD_GIVEN_UP, UPD_BOOT_FAILED, PLT_WRITE_FAILED.
 */
export async function confirmStart(parts: ConfirmParts): Promise<Result<SystemStatus>> {
  const entries = await parts.driver.entries();
  if (!entries.ok) return entries;
  const current = entries.value.find(({ slot }) => slot === parts.running);
  if (current === undefined) return err('UPD_BOOT_FAILED', 'The running slot has no start entry.');
  const read = await readState(parts.stateFolder);
  // Without a data partition a slot on trial is judged all the same; what was known is made anew.
  const state = read.ok ? read.value : { v: 1 as const, floor: 0, last: null };
  const version = await parts.driver.versionOf(current);
  if (!version.ok) return version;
  const status = { slot: parts.running, version: version.value };
  const judged = judgeStart(state.last, { running: parts.running, entries: entries.value });
  if (judged === 'trial') {
    await tellStatus(parts.statusFile, { ...status, trial: true, last: state.last });
    const verdict = await tryOut(parts);
    if (verdict !== null) {
      const last = outcomeOf({ ...status, sequence: current.sequence }, 'returned', verdict);
      await writeState(parts.stateFolder, { ...state, last });
      const settled = await parts.driver.settle(current, false);
      return settled.ok ? err('UPD_GIVEN_UP', `The new system is given up: ${verdict}.`) : settled;
    }
    const settled = await parts.driver.settle(current, true);
    if (!settled.ok) return settled;
  }
  const last =
    judged === 'returned' && state.last !== null
      ? outcomeOf(state.last, 'returned', 'not-started')
      : judged === null
        ? state.last
        : outcomeOf({ ...status, sequence: current.sequence }, 'confirmed');
  const floor = Math.max(state.floor, current.sequence);
  const kept = await writeState(parts.stateFolder, { v: 1, floor, last });
  if (!kept.ok) return kept;
  const told = { ...status, trial: false, last };
  const shown = await tellStatus(parts.statusFile, told);
  return shown.ok ? ok(told) : shown;
}

/** Null when it was found good, else what is missing. */
async function tryOut({ look, mostMs, everyMs = 2000, say }: ConfirmParts): Promise<string | null> {
  const begun = performance.now();
  let said = '';
  for (;;) {
    const seen = await look();
    const words = JSON.stringify(seen);
    if (words !== said) say(words);
    said = words;
    const judged = judgeTrial(seen, performance.now() - begun, mostMs);
    if (judged.verdict === 'confirm') return null;
    if (judged.verdict === 'give-up') return judged.reason;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
