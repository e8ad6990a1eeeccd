import { err, ok, type Result } from '@omamori/contract/result';
import type { Target } from '../plan/make-target.ts';
import type { Observed, Step } from '../plan/plan-steps.ts';
import type { Machine } from './machine.ts';

/** A box in memory, for tests: holds what was applied, fails where it is told to, and can be changed from outside. */
export interface FakeMachine extends Machine {
  readonly done: Step['kind'][];
  /** Fails the next run of the step with FAKE_STEP. */
  failNext(kind: Step['kind']): void;
  change(part: Partial<Observed>): void;
}

const NOTHING: Observed = {
  sysctlsRight: false,
  queueRule: null,
  rulesetKey: null,
  bundleSets: new Map(),
  testedVersions: new Set(),
  activeVersion: null,
};

export function makeFakeMachine(start: Partial<Observed> = {}): FakeMachine {
  let state: Observed = { ...NOTHING, ...start };
  const done: Step['kind'][] = [];
  const failing = new Set<Step['kind']>();
  return {
    done,
    failNext: (kind) => failing.add(kind),
    change: (part) => {
      state = { ...state, ...part };
    },
    observe: async () => ok(state),
    async run(step, target): Promise<Result<void>> {
      if (failing.delete(step.kind)) return err('FAKE_STEP', `The fake was told to fail ${step.kind}.`);
      done.push(step.kind);
      state = { ...state, ...afterStep(step, target, state) };
      return ok(undefined);
    },
    geoRanges: (target) => target.ruleset.bundleSets.filter(({ from }) => 'country' in from).length,
  };
}

function afterStep(step: Step, target: Target, state: Observed): Partial<Observed> {
  switch (step.kind) {
    case 'stage-rules':
      return { testedVersions: new Set([...state.testedVersions, target.version.name]) };
    case 'write-sysctls':
      return { sysctlsRight: true };
    case 'install-queue-rule':
      return { queueRule: target.queueMode };
    case 'fill-sets':
      return {
        bundleSets: new Map([...state.bundleSets, ...step.sets.map((set) => [set.name, target.contentKey] as const)]),
      };
    case 'apply-ruleset': {
      const used = new Set(target.ruleset.bundleSets.map((set) => set.name));
      return {
        rulesetKey: target.rulesetKey,
        bundleSets: new Map([...state.bundleSets].filter(([name]) => used.has(name))),
      };
    }
    case 'apply-antivirus':
      return { antivirus: target.antivirus };
    case 'activate-rules':
      return { activeVersion: target.version.name };
  }
}
