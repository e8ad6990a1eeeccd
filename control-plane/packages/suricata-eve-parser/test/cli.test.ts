import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const TOOL = join(import.meta.dirname, '..', 'src', 'cli', 'eve.ts');
const RUN_MS = 30_000;
const LINES = [
  '{"event_type":"alert","src_ip":"10.0.0.1","alert":{"severity":1,"signature":"one\\u001b[31m"}}',
  '{"event_type":"alert","src_ip":"10.0.0.2","alert":{"severity":2,"signature":"two"}}',
  '{"event_type":"dns","src_ip":"10.0.0.3"}',
  '{"event_type":"dns"',
];

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), `eve-cli-${process.pid}-`));
  file = join(folder, 'eve.json');
  writeFileSync(file, LINES.join('\n'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function eve(args: readonly string[], input?: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...args], {
    encoding: 'utf8',
    timeout: RUN_MS,
    input,
  });
  return { status, stdout, stderr };
}

test('counts events by type and says how many lines are none', () => {
  const { status, stdout, stderr } = eve(['count', file]);
  expect(
    stdout
      .trim()
      .split(/\n/)
      .map((line) => line.trim()),
  ).toEqual(['2 alert', '1 dns']);
  expect([status, stderr]).toEqual([0, '1 lines are no events\n']);
});

test('filters by type and value, from a file or standard input, whole lines as they were', () => {
  const args = ['filter', '--type', 'alert', '--where', 'alert.severity=2'];
  expect(eve([...args, file]).stdout).toBe(`${LINES[1]}\n`);
  expect(eve(args, LINES.join('\n')).stdout).toBe(`${LINES[1]}\n`);
  expect(eve(['filter', file, file]).stdout.split('\n')).toHaveLength(7);
});

test('prints fields as JSON or as a table without control characters', () => {
  expect(eve(['filter', '--fields', 'src_ip,alert.severity', file]).stdout.split('\n')[2]).toBe(
    '{"src_ip":"10.0.0.3"}',
  );
  const table = eve(['filter', '--type', 'alert', '--fields', 'src_ip,alert.signature', '--table', file]).stdout;
  expect(table.split('\n').slice(0, 2)).toEqual([
    `${'src_ip'.padEnd(24)} alert.signature`,
    `${'10.0.0.1'.padEnd(24)} one·[31m`,
  ]);
});

test('follows a growing log until it is interrupted', async () => {
  const child = spawn(process.execPath, [TOOL, 'follow', '--type', 'flow', file], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  try {
    setTimeout(() => appendFileSync(file, '}\n{"event_type":"flow","n":1}\n'), 300).unref();
    const [text] = (await once(child.stdout, 'data', { signal: AbortSignal.timeout(RUN_MS) })) as [Buffer];
    expect(text.toString()).toBe('{"event_type":"flow","n":1}\n');
  } finally {
    child.kill('SIGINT');
  }
  expect((await once(child, 'exit'))[0]).toBe(0);
});

test('refuses what it does not know and what it cannot read', () => {
  for (const args of [
    [],
    ['fil'],
    ['filter', '--bogus'],
    ['filter', '--where', 'x'],
    ['filter', '--table'],
    ['follow'],
  ]) {
    expect(eve(args, '').status).toBe(2);
  }
  expect(eve(['count', join(folder, 'missing')])).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('ENOENT'),
  });
});
