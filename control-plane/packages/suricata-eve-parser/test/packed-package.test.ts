// The package as strangers get it: built, packed, installed into an empty project, used from there.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPackage } from '../pack/build-package.ts';

const folder = mkdtempSync(join(tmpdir(), `eve-packed-${process.pid}-`));
const project = join(folder, 'project');
const RUN_MS = 60_000;
const MOST_KIB = 400;

function run(program: string, args: string[], cwd: string, input?: string) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: RUN_MS, input });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const USE = `
const seen = [];
const parser = createEveParser({ onEvent: (event) => seen.push(event.event_type, event.alert?.signature_id) });
parser.write(Buffer.from('{"event_type":"alert","alert":{"signature_id":7}}\\n{'));
parser.end();
console.log(JSON.stringify([seen, parser.stats.engine, parser.stats.malformed]));
`;

beforeAll(() => {
  const built = join(folder, 'built');
  buildPackage(built);
  run('npm', ['pack', '--pack-destination', folder, built], folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) as string;
  spawnSync('mkdir', [project]);
  writeFileSync(join(project, 'package.json'), '{"name":"empty","private":true}');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)], project);
}, 2 * RUN_MS);

afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['an ES module', 'use.mjs', `import { createEveParser } from 'suricata-eve-parser';${USE}`],
  ['CommonJS', 'use.cjs', `const { createEveParser } = require('suricata-eve-parser');${USE}`],
])('is used from %s', (_kind, name, text) => {
  writeFileSync(join(project, name), text);
  expect(JSON.parse(run(process.execPath, [name], project))).toEqual([['alert', 7], 'wasm', 1]);
});

test('is used from TypeScript, and a wrong use does not compile', () => {
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc');
  const types = join(createRequire(import.meta.url).resolve('@types/node/package.json'), '..', '..');
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
  const options = [...strict, '--typeRoots', types, '--types', 'node'];
  const right = `import { createEveParser, type EveEvent } from 'suricata-eve-parser';
    createEveParser({ onEvent: (event: EveEvent) => { const id: number | undefined = event.alert?.signature_id; void id; } });`;
  writeFileSync(join(project, 'right.mts'), right);
  run(process.execPath, [compiler, ...options, 'right.mts'], project);
  writeFileSync(join(project, 'wrong.mts'), right.replace('number | undefined', 'string'));
  expect(() => run(process.execPath, [compiler, ...options, 'wrong.mts'], project)).toThrow(/not assignable/);
});

test('brings the tool, no dependency, and stays small', () => {
  const tool = join(project, 'node_modules', '.bin', 'eve');
  expect(run(tool, ['count'], project, '{"event_type":"dns"}\n{"event_type":"dns"}\n')).toMatch(/2 dns/);
  const home = join(project, 'node_modules', 'suricata-eve-parser');
  const manifest: { dependencies?: unknown } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toBeUndefined();
  expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'suricata-eve-parser',
  ]);
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(home, name)));
  const bytes = files.filter((file) => file.isFile()).reduce((sum, file) => sum + file.size, 0);
  expect(bytes / 1024).toBeLessThan(MOST_KIB);
  expect(readFileSync(join(home, 'API.md'), 'utf8')).toContain('createEveColumns');
});
