// Peers from the package registries, put into a folder git does not see the first time the bench is run; what cannot be
// had is said and left out. Scripts stay off, but for the one peer that has to be compiled.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const CACHE = join(import.meta.dirname, '..', '..', '..', '..', '.cache', 'eve-bench');
const INSTALL_MS = 240_000;

/** Name of the peer → package, as measured first. */
const PACKAGES: Readonly<Record<string, string>> = {
  split2: 'split2@4.2.0',
  ndjson: 'ndjson@2.0.0',
  'stream-json': 'stream-json',
  'secure-json-parse': 'secure-json-parse@4.1.0',
  'DuckDB, 1 thread': '@duckdb/node-api',
  'simdjson npm': 'simdjson@0.9.2',
};
const COMPILED = 'simdjson npm';

/** Where the packages are; the names of those that are there, and in words why others are not. */
export function installPeers(): { cache: string; names: string[]; missing: string[] } {
  mkdirSync(CACHE, { recursive: true });
  const manifest = join(CACHE, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{"private":true}\n');
  const missing: string[] = [];
  for (const [name, spec] of Object.entries(PACKAGES)) {
    if (isThere(name, spec)) continue;
    const why = install(name, spec);
    if (why !== null) missing.push(`${name}: ${why}`);
  }
  return {
    cache: CACHE,
    names: Object.keys(PACKAGES).filter((name) => isThere(name, PACKAGES[name] as string)),
    missing,
  };
}

function isThere(name: string, spec: string): boolean {
  const folder = join(CACHE, 'node_modules', spec.replace(/(?<=.)@.*$/, ''));
  return (
    existsSync(join(folder, 'package.json')) && (name !== COMPILED || existsSync(join(folder, 'build', 'Release')))
  );
}

function install(name: string, spec: string): string | null {
  // Compiled against the headers beside this Node.
  const home = dirname(dirname(realpathSync(process.execPath)));
  const scripts = name === COMPILED ? ['--ignore-scripts=false', `--nodedir=${home}`] : ['--ignore-scripts'];
  const run = spawnSync('npm', ['install', spec, ...scripts, '--no-audit', '--no-fund'], {
    cwd: CACHE,
    timeout: INSTALL_MS,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}` },
  });
  if (run.status === 0) return null;
  const words = `${run.stderr ?? ''}`.split('\n').find((line) => /error/i.test(line));
  return `not installed (${words?.slice(0, 160) ?? String(run.error ?? 'npm failed')})`;
}

/** True when the program is there, or could be installed. */
export function hasProgram(program: string): boolean {
  const answers = () => spawnSync(program, ['--version'], { timeout: INSTALL_MS }).status === 0;
  if (answers()) return true;
  spawnSync('apt-get', ['install', '-y', '--no-install-recommends', program], { timeout: INSTALL_MS });
  return answers();
}
