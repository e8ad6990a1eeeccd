import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { runCommand } from '../../lab/run-command.ts';
import type { ReplayWords } from './catalogue/en.ts';

export interface GatheredRules {
  /** Rule files, plain or gzip, side by side; null when the suite brings none. */
  readonly folder: string | null;
  readonly remove: () => Promise<void>;
}

/** `*.rules`, `*.rules.gz` and what `*.tar.gz` hold of them. Error: SCN_RULES_UNREADABLE. */
export async function gatherSuiteRules(suite: string, words: ReplayWords): Promise<Result<GatheredRules>> {
  const source = join(suite, 'rules');
  const names = (await readdir(source).catch(() => [])).filter((name) =>
    /\.(?:rules(?:\.gz)?|tar\.gz|tgz)$/.test(name),
  );
  if (names.length === 0) return ok({ folder: null, remove: async () => undefined });
  const place = await mkdtemp(join(tmpdir(), 'omamori-suite-'));
  const remove = () => rm(place, { recursive: true, force: true });
  const folder = join(place, 'rules');
  try {
    await mkdir(folder);
    for (const [at, name] of names.entries()) {
      if (name.endsWith('gz') && !name.endsWith('.rules.gz')) await unpack(join(source, name), place, folder, at);
      else await copyFile(join(source, name), join(folder, `${at}-${name}`));
    }
    return ok({ folder, remove });
  } catch (thrown) {
    await remove();
    return err('SCN_RULES_UNREADABLE', words.suiteRulesBad(causeOf(thrown)));
  }
}

async function unpack(archive: string, place: string, folder: string, at: number): Promise<void> {
  const inside = join(place, `archive-${at}`);
  await mkdir(inside);
  const done = await runCommand(['tar', '-xzf', archive, '-C', inside, '--no-same-owner', '--wildcards', '*.rules']);
  if (done.exitCode !== 0) throw new Error(done.stderr.slice(0, 300));
  const files = await readdir(inside, { recursive: true, withFileTypes: true });
  for (const [index, file] of files.filter((entry) => entry.isFile()).entries()) {
    await copyFile(join(file.parentPath, file.name), join(folder, `${at}-${index}-${file.name}`));
  }
}
