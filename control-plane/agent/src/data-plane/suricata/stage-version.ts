import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { syncDirectory, writeFileDurably } from '../../platform/durable-file.ts';
import { runProgram } from '../../platform/run-program.ts';
import { classificationConfig, referenceConfig } from './engine-files.ts';
import { type EngineConfigInput, enginePaths, RULES_FILE, renderEngineConfig } from './render-config.ts';
import type { SelectedRules } from './select-rules.ts';

/** A folder <dataDir>/suricata/<version>, complete and tested before the link `current` may name it. */
export interface EngineVersion {
  readonly name: string;
  readonly expectedRules: number;
}

/** 40,000 rules took 22 s on a loaded machine, 240 s under emulation. */
const TESTED_MARK = 'tested';
const PROVED_MARK = 'proved';
const TEST_TIMEOUT_MS = 600_000;

/** Pure: the name says content, so the same desired state is the same version on every boot. */
export function nameVersion(input: EngineConfigInput, rules: SelectedRules): EngineVersion {
  const config = renderEngineConfig(input, '/');
  const sum = createHash('sha256')
    .update(config + rules.key)
    .digest('hex')
    .slice(0, 20);
  return { name: `v-${sum}`, expectedRules: rules.count };
}

/** Writes the folder and lets the engine test it. Errors: ENG_STAGE_FAILED, ENG_RULES_REFUSED, ENG_TEST_TIMEOUT, ENG_PROGRAM_MISSING. */
export async function stageVersion(
  input: EngineConfigInput,
  program: string,
  rules: SelectedRules,
  version: EngineVersion,
): Promise<Result<void>> {
  const folder = join(enginePaths(input).versions, version.name);
  const written = await writeVersion(input, folder, rules);
  if (!written.ok) return written;
  const tested = await testVersion(program, folder);
  if (tested.ok) return await writeFileDurably(join(folder, TESTED_MARK), '');
  await rm(folder, { recursive: true, force: true });
  return tested;
}

async function writeVersion(input: EngineConfigInput, folder: string, rules: SelectedRules): Promise<Result<void>> {
  try {
    await mkdir(join(input.dataDir, 'eve'), { recursive: true });
    await mkdir(folder, { recursive: true });
    await syncDirectory(join(folder, '..'));
  } catch (thrown) {
    return err('ENG_STAGE_FAILED', 'The folder for new rules cannot be made.', { cause: causeOf(thrown) });
  }
  const files = {
    'suricata.yaml': renderEngineConfig(input, folder),
    [RULES_FILE]: rules.text,
    ...Object.fromEntries(rules.files.map(({ name, text }) => [name, text])),
    'classification.config': classificationConfig(),
    'reference.config': referenceConfig(),
    'threshold.config': '# none\n',
  };
  for (const [name, content] of Object.entries(files)) {
    const written = await writeFileDurably(join(folder, name), content);
    if (!written.ok)
      return err('ENG_STAGE_FAILED', 'The new rules cannot be written.', { cause: written.error.message });
  }
  return ok(undefined);
}

async function testVersion(program: string, folder: string): Promise<Result<void>> {
  const argv = [program, '-T', '-c', join(folder, 'suricata.yaml'), '-l', folder] as const;
  const outcome = await runProgram(argv, { timeoutMs: TEST_TIMEOUT_MS });
  if (!outcome.ok) {
    const timedOut = outcome.error.code === 'PLT_PROGRAM_TIMEOUT';
    if (timedOut) return err('ENG_TEST_TIMEOUT', 'The test of the new rules did not end in time.');
    return err('ENG_PROGRAM_MISSING', `The engine ${program} cannot be started.`, { cause: outcome.error.message });
  }
  const { exitCode, stdout, stderr } = outcome.value;
  const problem = errorLines(`${stdout}\n${stderr}`);
  if (exitCode === 0 && problem === null) return ok(undefined);
  return err('ENG_RULES_REFUSED', 'The engine refuses the new rules; the former ones stay in force.', {
    cause: problem,
    exitCode,
  });
}

/** Some 7.0 builds end 0 although a rule did not load: an error line counts as well. The first lines name the rule. */
function errorLines(output: string): string | null {
  const lines = output.split('\n').filter((line) => /^(?:E|Error): /.test(line));
  return lines.length === 0 ? null : lines.slice(0, 3).join(' | ').slice(0, 400);
}

/** The version `current` names, or null before the first swap. */
export async function currentVersion(paths: { readonly current: string }): Promise<string | null> {
  try {
    return basename(await readlink(paths.current));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return null; // no link, or something else in its place
    throw thrown;
  }
}

/** Complete and accepted by the engine's own test; a folder without the mark was interrupted. */
export async function isTested(versions: string, name: string): Promise<boolean> {
  return await exists(join(versions, name, TESTED_MARK));
}

/** The version in force that was proved (or put in place while no engine ran), or null. */
export async function activeVersion(paths: {
  readonly current: string;
  readonly versions: string;
}): Promise<string | null> {
  const name = await currentVersion(paths);
  return name !== null && (await exists(join(paths.versions, name, PROVED_MARK))) ? name : null;
}

/** After the engine showed that it loaded the version. Error: PLT_WRITE_FAILED. */
export async function markProved(paths: { readonly versions: string }, name: string): Promise<Result<void>> {
  return await writeFileDurably(join(paths.versions, name, PROVED_MARK), '');
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** rename(2) over the link: a power cut leaves the old version or the new one. Error: ENG_SWAP_FAILED. */
export async function swapVersion(
  paths: { readonly current: string; readonly versions: string },
  name: string,
): Promise<Result<void>> {
  const fresh = `${paths.current}.new`;
  try {
    await rm(join(paths.versions, name, PROVED_MARK), { force: true }); // an earlier proof says nothing about now
    await rm(fresh, { force: true });
    await symlink(name, fresh);
    await rename(fresh, paths.current);
    await syncDirectory(paths.versions);
    return ok(undefined);
  } catch (thrown) {
    return err('ENG_SWAP_FAILED', 'The new rules cannot be put in place.', { cause: causeOf(thrown) });
  }
}

/**
 * Removes every version but those named: the disk holds two, the one in force and the one before. What cannot be
 * removed stays; a full disk then shows where the next version is staged. Returns what went.
 */
export async function pruneVersions(paths: { readonly versions: string }, keep: readonly string[]): Promise<string[]> {
  const names = await readdir(paths.versions).catch(() => []);
  const old = names.filter((name) => /^v-[0-9a-f]{20}$/.test(name) && !keep.includes(name));
  const gone = await Promise.allSettled(
    old.map((name) => rm(join(paths.versions, name), { recursive: true, force: true })),
  );
  return old.filter((_, index) => gone[index]?.status === 'fulfilled');
}
