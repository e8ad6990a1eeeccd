// Blocks that hold by the work calendar: fills the engine's gates (data-plane/suricata/time-gate.ts) while they hold and
// empties them when they end. Level, not edge: all is said again each time, because an engine that restarted or loaded new
// rules has empty gates. A clock that nobody has set refuses nobody: then the gates stay empty.
import { BLOCK_TIMES, type BlockTime, blockTime, type OffDuty } from '@omamori/contract/off-duty';
import type { Result } from '@omamori/contract/result';
import { periodAt } from './work-calendar.ts';

export const TURN_EVERY_MS = 15_000;

export interface GateDeps {
  readonly policy: () => OffDuty;
  readonly timeZone: string;
  readonly nowMs: () => number;
  readonly clockSynced: () => boolean;
  /** Fills or empties one gate. */
  readonly turn: (when: BlockTime, open: boolean) => Promise<Result<unknown>>;
}

/** Pure: which gates the policy has, and whether its block holds now. */
export function gatesNow({ policy, timeZone, nowMs, clockSynced }: Omit<GateDeps, 'turn'>): Map<BlockTime, boolean> {
  const said = policy();
  const used = new Set(said.categories.map(({ category }) => blockTime(said, category)));
  const period = periodAt(said.calendar, timeZone, nowMs());
  const gates = BLOCK_TIMES.filter((when) => used.has(when));
  return new Map(gates.map((when) => [when, clockSynced() && period === when]));
}

/** Gives what ends it. A gate that cannot be turned is tried again at the next turn. */
export function turnGates(deps: GateDeps, everyMs = TURN_EVERY_MS): { stop(): void } {
  let busy = false;
  const look = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    for (const [when, open] of gatesNow(deps)) await deps.turn(when, open);
    busy = false;
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
