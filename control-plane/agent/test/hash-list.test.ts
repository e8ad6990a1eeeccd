// A file whose checksum a list of the bundle names never arrives whole, by its bytes alone; another file does.
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enginePaths } from '../src/data-plane/suricata/render-config.ts';
import { runProgram } from '../src/platform/run-program.ts';
import { type BoxDriver, makeBoxDirs, makeKeys, startBoxChild } from './box-driver.ts';
import { HOSTS, type InlineBox, openInlineBox } from './inline-box.ts';

const PORT = 80;
/** Longer than a packet, so that it is the end that is kept back. */
const body = (seed: string): Buffer => Buffer.from(`${seed} `.repeat(150_000));
const FILES = { 'by-sha256.bin': body('listed'), 'by-md5.bin': body('also listed'), 'other.bin': body('unlisted') };
const digest = (kind: string, bytes: Buffer) => createHash(kind).update(bytes).digest('hex');
const SERVER = `
  const { createServer } = require('node:http');
  const { readFileSync } = require('node:fs');
  createServer((asked, answer) => answer.end(readFileSync(process.argv[1] + asked.url)))
    .listen(${PORT}, '::', () => console.log('ready'));
`;
let box: InlineBox;
let dirs: Awaited<ReturnType<typeof makeBoxDirs>>;
let agent: BoxDriver;
let server: ChildProcess;

beforeAll(async () => {
  box = await openInlineBox();
  dirs = await makeBoxDirs();
  const names = [digest('sha256', FILES['by-sha256.bin']), digest('md5', FILES['by-md5.bin'])];
  const feeds = [{ id: 'known-bad', kind: 'hashes', preset: 'connectivity', direction: 'both', names }] as const;
  const rules = 'alert tcp any any -> any any (msg:"never"; content:"never-in-a-test"; sid:1; rev:1;)';
  agent = await startBoxChild(box, dirs, makeKeys(), { rules, feeds });
  await agent.offer(1);
  const paths = enginePaths(dirs);
  await until(async () => isThere(`${paths.current}/suricata.yaml`));
  const args = ['-c', `${paths.current}/suricata.yaml`, '-q', '0', '-q', '1', '--pidfile', paths.pidFile];
  box.start('box', 'suricata', ...args).stdout?.resume();
  await until(async () => (await agent.look()).engine.protection === 'inspecting');
  const served = join(dirs.root, 'served');
  await mkdir(served);
  for (const [name, bytes] of Object.entries(FILES)) await writeFile(join(served, name), bytes);
  server = box.start('outside', process.execPath, '-e', SERVER, served);
  await new Promise((resolve) => server.stdout?.once('data', resolve));
}, 120_000);

afterAll(async () => {
  await agent?.kill();
  await box?.close();
  await dirs?.remove();
});

test.each([4, 6] as const)(
  'a listed file over IPv%i ends before its end, another one arrives whole',
  async (family) => {
    const other = await fetched(family, 'other.bin');
    expect(digest('sha256', other)).toBe(digest('sha256', FILES['other.bin']));
    for (const name of ['by-sha256.bin', 'by-md5.bin'] as const) {
      const came = await fetched(family, name);
      expect(came.length).toBeLessThan(FILES[name].length);
    }
  },
  30_000,
);

/** What arrived of it at the office. */
async function fetched(family: 4 | 6, name: string): Promise<Buffer> {
  const host = family === 4 ? HOSTS.other[4] : `[${HOSTS.other[6]}]`;
  const target = join(dirs.root, `${family}-${name}`);
  const command = box.argv(
    'office',
    'curl',
    '-s',
    '-g',
    '--max-time',
    '5',
    '-o',
    target,
    `http://${host}:${PORT}/${name}`,
  );
  await runProgram(command, { timeoutMs: 10_000 });
  return readFile(target).catch(() => Buffer.alloc(0));
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < 600; round += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it never came to be');
}
