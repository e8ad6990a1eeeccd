import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { err, ok, type Result } from '@omamori/contract/result';
import { readEngineProcess } from '../engine-probe.ts';
import { askEngine, type RulesetStats, readRulesetStats } from './command-socket.ts';
import type { EnginePaths } from './render-config.ts';
import { currentVersion, type EngineVersion, markProved, pruneVersions, swapVersion } from './stage-version.ts';

export interface ActivateOptions {
  /** How long a starting engine is waited for; afterwards the swap alone counts, the supervisor starts the engine. */
  readonly waitForSocketMs: number;
  /** Longest reload, measured 219 s for 31,000 rules under emulation. */
  readonly reloadTimeoutMs: number;
  /** Told while the engine is busy reloading: its socket is silent then, which means nothing. */
  readonly onReloading?: (reloading: boolean) => void;
}

/** `loaded` is the engine's own count, null when it is not running yet: then nothing is proved, only put in place. */
export interface Activated {
  readonly loaded: number | null;
}

const ASK_TIMEOUT_MS = 2000;
const END_TIMEOUT_MS = 10_000;
/** A busy engine has been seen to leave questions standing for seconds after a large reload. */
const PROVE_WITHIN_MS = 30_000;

/**
 * Puts a tested version in force: link swapped, rules reloaded, proved by the engine's own counters. When the proof
 * fails the version before comes back the same way. Errors: ENG_SWAP_FAILED, ENG_RELOAD_FAILED (former rules back),
 * ENG_ROLLBACK_FAILED (the link names the former rules, the engine must be started anew).
 */
export async function activateVersion(
  paths: EnginePaths,
  version: EngineVersion,
  options: ActivateOptions,
): Promise<Result<Activated>> {
  const before = await currentVersion(paths);
  const swapped = await swapVersion(paths, version.name);
  if (!swapped.ok) return swapped;
  if (before !== null && (await needsNewEngine(paths, before, version.name))) await endEngine(paths);
  if (!(await waitForSocket(paths, options.waitForSocketMs))) return await settle(paths, version, before, null);
  // An engine that was waiting for its first version has just read this one; any other must be told.
  const fresh = before === null ? await prove(paths, version.expectedRules) : null;
  const proved = fresh?.ok === true ? fresh : await reloadAndProve(paths, version.expectedRules, options);
  if (proved.ok) return await settle(paths, version, before, proved.value.loaded);
  if (before === null || before === version.name) return proved;
  const back = await restoreVersion(paths, before, options);
  return back.ok ? proved : back;
}

/** What a reload does not read again: `nfq` (verdicts, what a full queue does) is settled at the start. */
async function needsNewEngine(paths: EnginePaths, before: string, after: string): Promise<boolean> {
  const queueing = async (name: string): Promise<string | null> => {
    const text = await readFile(join(paths.versions, name, 'suricata.yaml'), 'utf8').catch(() => '');
    return /^nfq:\n(?: .*\n)+/m.exec(text)?.[0] ?? null;
  };
  return (await queueing(before)) !== (await queueing(after));
}

/** The supervisor starts it again with the version that `current` names by now; its time away counts as uninspected. */
async function endEngine(paths: EnginePaths): Promise<void> {
  const pid = Number((await readFile(paths.pidFile, 'utf8').catch(() => '')).trim());
  // An answer on the socket says that the file names a living engine, not whoever has its number now.
  if (!Number.isInteger(pid) || pid <= 1 || !(await isReachable(paths))) return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    return; // gone already: the next one reads the new configuration as well
  }
  const until = performance.now() + END_TIMEOUT_MS;
  while (performance.now() < until && (await isReachable(paths))) await sleep(100);
}

async function settle(
  paths: EnginePaths,
  version: EngineVersion,
  before: string | null,
  loaded: number | null,
): Promise<Result<Activated>> {
  const marked = await markProved(paths, version.name);
  if (!marked.ok)
    return err('ENG_SWAP_FAILED', 'The new rules cannot be marked as in force.', { cause: marked.error.message });
  await pruneVersions(paths, before === null ? [version.name] : [version.name, before]);
  return ok({ loaded });
}

/** Back to a version that was in force, with a reload where an engine runs. Errors: ENG_SWAP_FAILED, ENG_ROLLBACK_FAILED. */
export async function restoreVersion(
  paths: EnginePaths,
  name: string,
  options: ActivateOptions,
): Promise<Result<void>> {
  const now = await currentVersion(paths);
  const swapped = await swapVersion(paths, name);
  if (!swapped.ok) return swapped;
  if (now !== null && (await needsNewEngine(paths, now, name))) {
    await endEngine(paths);
    await waitForSocket(paths, options.waitForSocketMs);
  }
  const reloaded = (await isReachable(paths)) ? await reload(paths, options) : ok(undefined);
  if (reloaded.ok) return await markProved(paths, name);
  return err('ENG_ROLLBACK_FAILED', 'The engine did not take the former rules back; it must be started anew.', {
    cause: reloaded.error.message,
  });
}

async function reloadAndProve(
  paths: EnginePaths,
  expected: number,
  options: ActivateOptions,
): Promise<Result<RulesetStats>> {
  const reloaded = await reload(paths, options);
  if (!reloaded.ok)
    return err('ENG_RELOAD_FAILED', 'The engine did not reload its rules.', { cause: reloaded.error.message });
  return await prove(paths, expected);
}

/** Asks again while the engine is only slow or busy: just after a reload it serves those first who asked meanwhile. */
async function prove(paths: EnginePaths, expected: number): Promise<Result<RulesetStats>> {
  const until = performance.now() + PROVE_WITHIN_MS;
  let stats = await readRulesetStats(paths.commandSocket, ASK_TIMEOUT_MS);
  while (!stats.ok && isPassing(stats.error.code) && performance.now() < until && (await hasEngine(paths))) {
    await sleep(200);
    stats = await readRulesetStats(paths.commandSocket, ASK_TIMEOUT_MS);
  }
  if (!stats.ok)
    return err('ENG_RELOAD_FAILED', 'The engine does not say what it loaded.', { cause: stats.error.message });
  const { loaded, failed } = stats.value;
  if (loaded === expected && failed === 0) return stats;
  return err('ENG_RELOAD_FAILED', 'The engine loaded another number of rules than it was given.', {
    expected,
    loaded,
    failed,
  });
}

/** A command that found no place at the socket was never heard; one that timed out may have been. */
async function reload(paths: EnginePaths, options: ActivateOptions): Promise<Result<unknown>> {
  options.onReloading?.(true);
  const until = performance.now() + PROVE_WITHIN_MS;
  const ask = () => askEngine(paths.commandSocket, 'ruleset-reload-rules', options.reloadTimeoutMs);
  let answer = await ask();
  while (
    !answer.ok &&
    answer.error.code === 'ENG_SOCKET_AWAY' &&
    performance.now() < until &&
    (await hasEngine(paths))
  ) {
    await sleep(200);
    answer = await ask();
  }
  options.onReloading?.(false);
  return answer;
}

function isPassing(code: string): boolean {
  return code === 'ENG_SOCKET_AWAY' || code === 'ENG_SOCKET_TIMEOUT';
}

/** A dead one will not answer, however often it is asked. */
async function hasEngine(paths: EnginePaths): Promise<boolean> {
  return (await readEngineProcess(paths.pidFile)) !== null;
}

async function isReachable(paths: EnginePaths): Promise<boolean> {
  return (await askEngine(paths.commandSocket, 'uptime', ASK_TIMEOUT_MS)).ok;
}

async function waitForSocket(paths: EnginePaths, boundMs: number): Promise<boolean> {
  const until = performance.now() + boundMs;
  while (!(await isReachable(paths))) {
    if (performance.now() >= until) return false;
    await sleep(100);
  }
  return true;
}

/** After the detections file was renamed away: the engine opens a new one under the old name (log rotation). */
export async function reopenLogFiles(paths: EnginePaths): Promise<Result<void>> {
  const answer = await askEngine(paths.commandSocket, 'reopen-log-files', ASK_TIMEOUT_MS);
  return answer.ok ? ok(undefined) : answer;
}
