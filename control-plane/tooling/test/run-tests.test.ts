import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readClosingLine } from '../closing-line.ts';

const script = fileURLToPath(new URL('../run-tests.ts', import.meta.url));

const run = (args: string[], extra: Record<string, string> = {}) =>
  new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const { VITEST: _inner, OMAMORI_TEST_LANE: _lane, ...environment } = process.env;
    const options = { env: { ...environment, ...extra }, timeout: 60_000 };
    execFile(process.execPath, [script, ...args], options, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });

it('passes a path and a name on to vitest and ends with the plain line', async () => {
  const { status, stdout } = await run(['control-plane/tooling/closing-line.test.ts', '-t', 'read back']);
  expect(status).toBe(0);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 passed, 0 failed');
});

it('fails when no test ran', async () => {
  const { status, stdout } = await run(['there-is-no-such-file']);
  expect(status).not.toBe(0);
  expect(readClosingLine(stdout)).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

it('refuses the corpus by one coded sentence when it is not there', async () => {
  const { status, stderr } = await run(['--corpus'], { OMAMORI_TESTDATA: '/nowhere/at/all' });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^SET_NO_TESTDATA: .+ → .+\n$/);
});
