// The package as strangers get it: built, packed, installed into an empty project, used from there; the examples too.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPackage } from '../pack/build-package.ts';
import { createNamespace, type Namespace } from './network-rig.ts';

const folder = mkdtempSync(join(tmpdir(), `nft-packed-${process.pid}-`));
const project = join(folder, 'project');
const RUN_MS = 60_000;
const MOST_KIB = 1_024;
const NOBODY = 65_534;
let namespace: Namespace;

function run(program: string, args: string[], cwd: string, options: { input?: string } = {}): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: RUN_MS, ...options });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

function inside(name: string, args: string[] = [], input?: string): string {
  const argv = ['netns', 'exec', namespace.name, process.execPath, name, ...args];
  return run('ip', argv, project, input === undefined ? {} : { input });
}

/** By npm, without a network: koffi and its compiled part are packed from the workspace and installed beside. */
function packAndInstall(built: string): void {
  const koffi = join(createRequire(import.meta.url).resolve('koffi'), '..');
  const compiled = join(koffi, '..', '@koromix', `koffi-linux-${process.arch}`);
  run('npm', ['pack', '--offline', '--pack-destination', folder, built, koffi, compiled], folder);
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{"name":"empty","private":true}');
  const cache = ['--cache', join(folder, 'cache')];
  const quiet = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...cache];
  run('npm', ['install', ...quiet, ...tarballs.map((name) => join(folder, name))], project);
}

const USE = `
(async () => {
  const opened = await Nft.open();
  if (!opened.ok) return console.log(JSON.stringify(opened.error));
  const table = { family: 'inet', table: 'packed' };
  const document = new Transaction(table).replaceTable().addSet({ name: 's', type: 'ipv4_addr', flags: ['interval'] }).document();
  const built = await opened.value.run(document);
  const replaced = await opened.value.replaceSet({ ...table, set: 's' }, ['10.0.0.0/8', '11.0.0.0/8']);
  const listing = await opened.value.list(table, { contents: 'all' });
  await opened.value.close();
  const set = listing.value.nftables.find((object) => 'set' in object).set;
  console.log(JSON.stringify([built.ok, replaced.ok, set.elem]));
})();
`;

beforeAll(async () => {
  namespace = await createNamespace('packed');
  const built = join(folder, 'built');
  buildPackage(built);
  packAndInstall(built);
}, 2 * RUN_MS);

afterAll(async () => {
  await namespace?.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['an ES module', 'use.mjs', `import { Nft, Transaction } from 'node-nftables';${USE}`],
  ['CommonJS', 'use.cjs', `const { Nft, Transaction } = require('node-nftables');${USE}`],
])('is used from %s', (_kind, name, text) => {
  writeFileSync(join(project, name), text);
  expect(JSON.parse(inside(name))).toEqual([true, true, [{ prefix: { addr: '10.0.0.0', len: 7 } }]]);
});

test('is used from TypeScript, and a wrong use does not compile', () => {
  const compiler = join(createRequire(import.meta.url).resolve('typescript/package.json'), '..', 'bin', 'tsc');
  const types = join(createRequire(import.meta.url).resolve('@types/node/package.json'), '..', '..');
  const strict = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024'];
  const options = [...strict, '--typeRoots', types, '--types', 'node'];
  const right = `import { dnat, mapOf, match, Nft, payload, type Statement, Transaction } from 'node-nftables';
    const rule: Statement[] = [match(payload('tcp', 'dport'), 80), dnat({ addr: mapOf(payload('ip', 'daddr'), '@hosts'), port: 8080 })];
    new Transaction({ family: 'ip', table: 't' }).addRule('c', rule);
    const opened = await Nft.open();
    if (!opened.ok) { const code: string = opened.error.code; void code; }`;
  writeFileSync(join(project, 'right.mts'), right);
  run(process.execPath, [compiler, ...options, 'right.mts'], project);
  writeFileSync(join(project, 'wrong.mts'), right.replace('port: 8080', "port: 'http'"));
  expect(() => run(process.execPath, [compiler, ...options, 'wrong.mts'], project)).toThrow(/not assignable/);
});

test('says in one coded sentence that rights are missing', () => {
  const text = `import { Nft, Transaction } from 'node-nftables';process.setgid(${NOBODY});process.setuid(${NOBODY});${USE}`;
  writeFileSync(join(project, 'nobody.mjs'), text);
  expect(JSON.parse(inside('nobody.mjs'))).toMatchObject({
    code: 'NFT_PERMISSION',
    message: 'nftables needs root, or CAP_NET_ADMIN in the network namespace',
  });
});

test('brings its licence and API reference, one dependency, and stays small', () => {
  const home = join(project, 'node_modules', 'node-nftables');
  const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ license: 'Apache-2.0', os: ['linux'], engines: { node: '>=24' } });
  expect(Object.keys(manifest['dependencies'] as object)).toEqual(['koffi']);
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
  const bytes = files.map((name) => statSync(join(home, name))).reduce((sum, file) => sum + file.size, 0);
  expect(bytes / 1024).toBeLessThan(MOST_KIB);
  expect(readFileSync(join(home, 'API.md'), 'utf8')).toContain('replaceSet(ref: SetRef');
  expect(readFileSync(join(home, 'LICENSE'), 'utf8')).toContain('Apache License');
});

/** Examples stand in the package and find it by its name, as a reader's copy does. */
function copyExample(name: string): string {
  cpSync(join(project, 'node_modules', 'node-nftables', 'examples', name), join(project, name));
  return name;
}

/** Starts one that waits for something to happen, and resolves once it says so. */
function startExample(
  name: string,
  args: string[],
  ready: string,
): { child: ChildProcess; ready: Promise<void>; end: Promise<string> } {
  const argv = ['netns', 'exec', namespace.name, process.execPath, copyExample(name), ...args];
  const child = spawn('ip', argv, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'], timeout: RUN_MS });
  let text = '';
  let errors = '';
  const isReady = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk) => {
    text += String(chunk);
    if (text.includes(ready)) isReady.resolve();
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const end = new Promise<string>((resolve, reject) => {
    child.once('close', (status) => {
      if (status === 0) return resolve(text);
      const failure = new Error(`${name}: ${text}${errors}`);
      isReady.reject(failure);
      reject(failure);
    });
  });
  return { child, ready: isReady.promise, end };
}

const SEND = `import { createSocket } from 'node:dgram';
const socket = createSocket('udp4');
for (const text of process.argv.slice(2)) await new Promise((resolve) => socket.send(text, 9, '127.0.0.1', resolve));
socket.close();`;

test('the examples for tables and sets do what they say', () => {
  const words = inside(copyExample('block-an-address.mjs'), ['192.0.2.77']);
  expect(words).toContain('table inet example');
  expect(words).toContain('1 elements');
  const replaced = inside(copyExample('replace-a-country.mjs'), [], '10.0.0.0/8\n11.0.0.0/8\n192.0.2.1-192.0.2.9\n');
  expect(JSON.parse(replaced)).toMatchObject({
    set: { elem: [{ prefix: { addr: '10.0.0.0', len: 7 } }, expect.anything()] },
  });
});

test('the examples that wait for packets and news do what they say', async () => {
  writeFileSync(join(project, 'send.mjs'), SEND);
  const watching = startExample('watch-the-ruleset.mjs', [], 'watching');
  await watching.ready;
  await namespace.exec('nft', 'add', 'table', 'inet', 'stop');
  expect(await watching.end).toContain('"kind":"table","action":"add"');
  const deciding = startExample('decide-packets.mjs', ['3'], 'deciding');
  await deciding.ready;
  await namespace.exec(
    'iptables-nft',
    '-A',
    'OUTPUT',
    '-p',
    'udp',
    '--dport',
    '9',
    '-j',
    'NFQUEUE',
    '--queue-num',
    '7',
  );
  inside('send.mjs', ['yes', 'no', 'yes']);
  expect(await deciding.end).toContain('{"accept":2,"drop":1}');
  await namespace.exec('iptables-nft', '-F', 'OUTPUT');
  await namespace.exec(
    'nft',
    'add table inet t; add chain inet t c { type filter hook output priority 0; }; add rule inet t c udp dport 9 ct state new log group 5 prefix "seen"',
  );
  const reading = startExample('log-and-track.mjs', [], 'reading');
  await reading.ready;
  inside('send.mjs', ['hello']);
  expect(await reading.end).toContain('"prefix":"seen","bytes":33,"tracked":1');
});
