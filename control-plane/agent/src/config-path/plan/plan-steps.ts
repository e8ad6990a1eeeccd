import type { QueueMode } from '../../data-plane/bridge-nfqueue/queue-rule.ts';
import type { BundleSetPlan } from '../../data-plane/ruleset/ruleset-plan.ts';
import type { Target } from './make-target.ts';

/** What the box is now, as far as it is known: what is not known counts as not there and is done again. */
export interface Observed {
  readonly sysctlsRight: boolean;
  /** What the queue's rule says now, null when it does not stand. */
  readonly queueRule: QueueMode | null;
  /** Key of the ruleset that stands, null when it is unknown or was changed from outside. */
  readonly rulesetKey: string | null;
  /** Sets of the bundle that are in the kernel, with the key of their contents. */
  readonly bundleSets: ReadonlyMap<string, string>;
  /** Version whose folder is complete and tested. */
  readonly testedVersions: ReadonlySet<string>;
  /** Version the engine proved to have loaded and that `current` still names. */
  readonly activeVersion: string | null;
  /** What the antivirus does; absent where there is none to ask. */
  readonly antivirus?: Target['antivirus'];
}

export type Step =
  | { readonly kind: 'stage-rules' }
  | { readonly kind: 'write-sysctls' }
  | { readonly kind: 'install-queue-rule' }
  | { readonly kind: 'fill-sets'; readonly sets: readonly BundleSetPlan[] }
  | { readonly kind: 'apply-ruleset' }
  | { readonly kind: 'apply-antivirus' }
  | { readonly kind: 'activate-rules' };

/**
 * Pure: the fewest steps from what is to what shall be; none when it is so already. The order is the safe one: what
 * can be refused comes first (the engine's test), then the kernel in one transaction, then the engine.
 */
export function planSteps(target: Target, observed: Observed): Step[] {
  const steps: Step[] = [];
  const isActive = observed.activeVersion === target.version.name;
  if (!isActive && !observed.testedVersions.has(target.version.name)) steps.push({ kind: 'stage-rules' });
  if (!observed.sysctlsRight) steps.push({ kind: 'write-sysctls' });
  if (observed.queueRule !== target.queueMode) steps.push({ kind: 'install-queue-rule' });
  const sets = target.ruleset.bundleSets.filter((set) => observed.bundleSets.get(set.name) !== target.contentKey);
  if (sets.length > 0) steps.push({ kind: 'fill-sets', sets });
  const stands = observed.rulesetKey === target.rulesetKey && !hasStrangeSets(target, observed);
  if (!stands) steps.push({ kind: 'apply-ruleset' });
  if (observed.antivirus !== undefined && !isSame(observed.antivirus, target.antivirus))
    steps.push({ kind: 'apply-antivirus' });
  if (!isActive) steps.push({ kind: 'activate-rules' });
  return steps;
}

function isSame(is: Target['antivirus'], shall: Target['antivirus']): boolean {
  if (is.mode === 'off' && shall.mode === 'off') return true;
  return is.mode === shall.mode && is.late === shall.late;
}

/** Sets that nothing uses any more cost memory: the ruleset's transaction deletes them. */
function hasStrangeSets(target: Target, observed: Observed): boolean {
  const wanted = new Set(target.ruleset.bundleSets.map((set) => set.name));
  return [...observed.bundleSets.keys()].some((name) => !wanted.has(name));
}
