import { readdir } from 'node:fs/promises';
import { type CodedError, ok, type Result } from '@omamori/contract/result';
import { applyRuleset, fillBundleSets } from '../../data-plane/apply-kernel.ts';
import type { QueueRule } from '../../data-plane/bridge-nfqueue/queue-rule.ts';
import { writeBridgeSysctls, wrongBridgeSysctls } from '../../data-plane/bridge-sysctls.ts';
import type { KernelDoor } from '../../data-plane/kernel-door.ts';
import { observeKernel } from '../../data-plane/observe-kernel.ts';
import { tableKey } from '../../data-plane/ruleset/build-transaction.ts';
import { BRIDGE_TABLE, BUNDLE_SET } from '../../data-plane/ruleset/ruleset-names.ts';
import { type ActivateOptions, activateVersion } from '../../data-plane/suricata/activate-version.ts';
import { type EngineConfigInput, enginePaths } from '../../data-plane/suricata/render-config.ts';
import { activeVersion, isTested, stageVersion } from '../../data-plane/suricata/stage-version.ts';
import type { Target } from '../plan/make-target.ts';
import type { Observed, Step } from '../plan/plan-steps.ts';
import type { Machine } from './machine.ts';

export interface BoxMachineDeps {
  readonly nft: KernelDoor;
  readonly queueRule: QueueRule;
  readonly engine: EngineConfigInput;
  readonly engineProgram: string;
  readonly activate: ActivateOptions;
  /** UTC, ms. */
  readonly nowMs: () => number;
  /** Absent where nothing reads files: then the policy's field has no effect. */
  readonly antivirus?: AntivirusDoor;
}

export interface AntivirusDoor {
  apply(policy: Target['antivirus']): Promise<Result<void>>;
  inForce(): Target['antivirus'];
}

/** One executor for each kind of step; a kind without one does not compile. */
type Executors = {
  readonly [Kind in Step['kind']]: (step: Extract<Step, { kind: Kind }>, target: Target) => Promise<Result<void>>;
};

/** What this process wrote into the kernel; after a restart nothing is known and everything is written once more. */
interface KernelMemory {
  rulesetKey: string | null;
  fingerprint: string | null;
  readonly contents: Map<string, { key: string; ranges: number }>;
  /** The version the engine's test refused last: testing it again costs seconds of both cores and says the same. */
  refused: { readonly name: string; readonly error: CodedError } | null;
}

export function boxMachine(deps: BoxMachineDeps): Machine {
  const memory: KernelMemory = { rulesetKey: null, fingerprint: null, contents: new Map(), refused: null };
  const executors = makeExecutors(deps, memory);
  return {
    observe: () => observeBox(deps, memory),
    run: (step, target) => runStep(executors, step, target),
    geoRanges: ({ ruleset }) =>
      ruleset.bundleSets
        .filter(({ from }) => 'country' in from)
        .reduce((sum, { name }) => sum + (memory.contents.get(name)?.ranges ?? 0), 0),
  };
}

function runStep<Kind extends Step['kind']>(
  executors: Executors,
  step: Extract<Step, { kind: Kind }>,
  target: Target,
): Promise<Result<void>> {
  const execute: Executors[Kind] = executors[step.kind as Kind];
  return execute(step, target);
}

function makeExecutors(deps: BoxMachineDeps, memory: KernelMemory): Executors {
  const { engine } = deps;
  return {
    'stage-rules': async (_, target) => {
      if (memory.refused?.name === target.version.name) return { ok: false, error: memory.refused.error };
      const staged = await stageVersion(target.engine, deps.engineProgram, target.rules, target.version);
      const refused = !staged.ok && staged.error.code === 'ENG_RULES_REFUSED';
      memory.refused = refused ? { name: target.version.name, error: staged.error } : memory.refused;
      return staged;
    },
    'write-sysctls': () => writeBridgeSysctls(),
    'install-queue-rule': (_, target) => deps.queueRule.install(target.queueMode),
    'fill-sets': async ({ sets }, target) => {
      const filled = await fillBundleSets(deps.nft, target.ruleset, sets, target.contents);
      if (!filled.ok) return filled;
      for (const [name, ranges] of filled.value) memory.contents.set(name, { key: target.contentKey, ranges });
      return ok(undefined);
    },
    'apply-ruleset': async (_, target) => {
      memory.rulesetKey = null;
      const applied = await applyRuleset(deps.nft, target.ruleset, deps.nowMs());
      if (!applied.ok) return applied;
      memory.rulesetKey = target.rulesetKey;
      memory.fingerprint = applied.value.fingerprint;
      return ok(undefined);
    },
    'apply-antivirus': async (_, target) => (await deps.antivirus?.apply(target.antivirus)) ?? ok(undefined),
    'activate-rules': async (_, target) => {
      const activated = await activateVersion(enginePaths(engine), target.version, deps.activate);
      return activated.ok ? ok(undefined) : activated;
    },
  };
}

async function observeBox(deps: BoxMachineDeps, memory: KernelMemory): Promise<Result<Observed>> {
  const kernel = await observeKernel(deps.nft);
  if (!kernel.ok) return kernel;
  const sysctls = await wrongBridgeSysctls();
  if (!sysctls.ok) return sysctls;
  const queue = await deps.queueRule.installed();
  if (!queue.ok) return queue;
  const present = kernel.value.tables[tableKey(BRIDGE_TABLE)]?.sets ?? [];
  const ofBundle = present.filter((name) => BUNDLE_SET.test(name));
  const paths = enginePaths(deps.engine);
  return ok({
    sysctlsRight: sysctls.value.length === 0,
    queueRule: queue.value,
    rulesetKey: kernel.value.fingerprint === memory.fingerprint ? memory.rulesetKey : null,
    bundleSets: new Map(ofBundle.map((name) => [name, memory.contents.get(name)?.key ?? ''])),
    testedVersions: await testedVersions(paths.versions),
    activeVersion: await activeVersion(paths),
    ...(deps.antivirus === undefined ? {} : { antivirus: deps.antivirus.inForce() }),
  });
}

async function testedVersions(folder: string): Promise<ReadonlySet<string>> {
  const tested = new Set<string>();
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (await isTested(folder, name)) tested.add(name);
  return tested;
}
