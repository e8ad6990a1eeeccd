// node pack/build-package.ts [FOLDER]: the package as it is published: JavaScript, declarations, README, licence, and a
// package.json of its own. Inside this repository the sources are used as they are, so nothing here is needed for them.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const here = import.meta.dirname;
const root = join(here, '..');

export function buildPackage(folder: string): void {
  const dist = join(folder, 'dist');
  mkdirSync(dist, { recursive: true });
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc');
  const run = spawnSync(process.execPath, [compiler, '-p', here, '--outDir', dist], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`tsc: ${run.stdout}${run.stderr}`);
  for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (name.endsWith('.d.ts')) pointToJavaScript(join(dist, name));
  }
  cpSync(join(root, 'examples'), join(folder, 'examples'), { recursive: true });
  for (const name of ['README.md', 'CHANGELOG.md']) copyFileSync(join(root, name), join(folder, name));
  copyFileSync(join(root, '..', '..', 'docs', 'LICENSE'), join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'API.md'), apiReference(dist));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

/** Declarations keep the sources' import paths; a consumer has the emitted files only. */
function pointToJavaScript(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/(from '|import\(")(\.[^'"]*)\.ts(['"])/g, '$1$2.js$3'));
}

/** The emitted declarations of every module that index.ts exports from, one chapter each. */
function apiReference(dist: string): string {
  const index = readFileSync(join(dist, 'index.d.ts'), 'utf8');
  const modules = [...new Set([...index.matchAll(/from '\.\/([^']*)\.js'/g)].map((match) => match[1] as string))];
  const chapters = modules.map((module) => {
    const declarations = readFileSync(join(dist, `${module}.d.ts`), 'utf8');
    return `## ${module}\n\n\`\`\`ts\n${declarations.trim()}\n\`\`\`\n`;
  });
  const head = 'Made from the declarations when the package is packed. What `index` exports is the interface:';
  return `# API\n\n${head}\n\n\`\`\`ts\n${index.trim()}\n\`\`\`\n\n${chapters.join('\n')}`;
}

function manifest(): Record<string, unknown> {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly description: string;
    readonly license: string;
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const { name, description, license, dependencies } = own;
  return {
    name,
    version: '1.0.0-rc.1',
    description,
    license,
    keywords: ['nftables', 'netlink', 'netfilter', 'firewall', 'nflog', 'nfqueue', 'conntrack', 'linux'],
    type: 'module',
    os: ['linux'],
    cpu: ['x64', 'arm64'],
    engines: { node: '>=24' },
    // Also for require(): Node 22.12 and later load ES modules that way.
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    types: './dist/index.d.ts',
    sideEffects: false,
    dependencies,
  };
}

if (import.meta.main) buildPackage(process.argv[2] ?? join(root, 'dist'));
