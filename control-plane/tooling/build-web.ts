// Builds each web application (a folder of control-plane/web with a vite.config.ts) into its dist/.
// dist/.omamori-build holds the hash of everything the build reads; an unchanged hash is not built again.
// `--check` builds nothing: exit 0 when all are up to date, 1 when not.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refuse } from './coded-sentence.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const stampName = '.omamori-build';

/** Files below `folder` in a stable order, without what builds and tests leave behind. */
const filesBelow = async (folder: string): Promise<string[]> => {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(node_modules|dist|test)\/|\.test\.tsx?$/.test(path))
    .sort();
};

/** Hash over names and contents of all that goes into the pages: web, the contract's types, the lock file. */
export const hashSources = async (root: string): Promise<string> => {
  const folders = ['control-plane/web', 'control-plane/contract/src'];
  const files = (await Promise.all(folders.map((folder) => filesBelow(join(root, folder))))).flat();
  const hash = createHash('sha256');
  for (const path of [...files, join(root, 'package-lock.json')]) {
    hash.update(`${relative(root, path)}\0`);
    hash.update(existsSync(path) ? await readFile(path) : '');
  }
  return hash.digest('hex');
};

export const findApps = async (root: string): Promise<string[]> => {
  const web = join(root, 'control-plane/web');
  if (!existsSync(web)) return [];
  const names = await readdir(web);
  return names.map((name) => join(web, name)).filter((app) => existsSync(join(app, 'vite.config.ts')));
};

const isCurrent = async (app: string, hash: string): Promise<boolean> => {
  const stamp = join(app, 'dist', stampName);
  return existsSync(stamp) && (await readFile(stamp, 'utf8')) === hash;
};

const buildApp = async (app: string, hash: string): Promise<void> => {
  const { build } = await import('vite');
  await rm(join(app, 'dist', stampName), { force: true });
  await build({
    root: app,
    configFile: join(app, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: join(app, 'dist'), emptyOutDir: true },
  });
  await writeFile(join(app, 'dist', stampName), hash);
};

const main = async (): Promise<void> => {
  const hash = await hashSources(repository);
  for (const app of await findApps(repository)) {
    if (await isCurrent(app, hash)) continue;
    if (process.argv.includes('--check')) {
      process.exitCode = 1;
      return;
    }
    try {
      await buildApp(app, hash);
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
      const advice = 'mend the source named above and run the same command again';
      return refuse({ code: 'SET_WEB_BUILD', what: `${relative(repository, app)} does not build`, advice });
    }
  }
};

if (import.meta.main) await main();
