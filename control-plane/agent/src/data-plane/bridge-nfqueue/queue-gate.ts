import { ok, type Result } from '@omamori/contract/result';
import type { QueueMode, QueueRule } from './queue-rule.ts';

/**
 * The queue's rule with a door in front: while the engine hangs and the policy is open, the rule is taken away so that
 * packets go on, and the config path, which would see that as drift, is told that it stands.
 */
export interface QueueGate extends QueueRule {
  readonly withdrawn: boolean;
  /** False when the policy is closed (nothing passes uninspected) or no rule of ours is known to stand. */
  withdraw(): Promise<Result<boolean>>;
  /** Puts the rule back as the policy now wants it. */
  giveBack(): Promise<Result<void>>;
}

export function gateQueueRule(rule: QueueRule): QueueGate {
  let mode: QueueMode | null = null;
  let withdrawn = false;
  let last: Promise<unknown> = Promise.resolve();
  /** One change at a time: the config path and the watch must not build and tear down the same chain at once. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => undefined); // its caller hears of it; the next one in line does not care
    return next;
  };
  const install = async (wanted: QueueMode): Promise<Result<void>> => {
    const installed = await rule.install(wanted);
    if (installed.ok) [mode, withdrawn] = [wanted, false];
    return installed;
  };
  return {
    get withdrawn() {
      return withdrawn;
    },
    installed: () =>
      alone(async () => {
        if (withdrawn) return ok(mode);
        const found = await rule.installed();
        if (found.ok && found.value !== null) mode = found.value;
        return found;
      }),
    install: (wanted) =>
      alone(async () => {
        if (!withdrawn || wanted === 'closed') return await install(wanted);
        mode = wanted;
        return ok(undefined);
      }),
    remove: () => alone(() => rule.remove()),
    withdraw: () =>
      alone(async () => {
        if (withdrawn) return ok(true);
        if (mode !== 'open') return ok(false);
        const removed = await rule.remove();
        if (!removed.ok) return removed;
        withdrawn = true;
        return ok(true);
      }),
    giveBack: () => alone(async () => (withdrawn && mode !== null ? await install(mode) : ok(undefined))),
  };
}
