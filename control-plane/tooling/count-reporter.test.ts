import { expect, it } from 'vitest';
import type { TestModule } from 'vitest/node';
import { countTests } from './count-reporter.ts';

type Fake = { name: string; state: string; mode?: string; note?: string };

const moduleOf = (path: string, tests: Fake[], errors: number, suiteErrors = 0): TestModule => {
  const cases = tests.map(({ name, state, mode = 'run', note }) => ({
    fullName: name,
    options: { mode },
    result: () => ({ state, note }),
  }));
  const fake = {
    relativeModuleId: path,
    diagnostic: () => ({ duration: 1500 }),
    errors: () => Array.from({ length: errors }),
    children: { allTests: () => cases, allSuites: () => [{ errors: () => Array.from({ length: suiteErrors }) }] },
  };
  return fake as unknown as TestModule;
};

it('counts what ran, and names what was skipped with its reason', () => {
  const tests: Fake[] = [
    { name: 'a', state: 'passed' },
    { name: 'b', state: 'failed' },
    { name: 'c', state: 'skipped', note: 'no kernel' },
    { name: 'd', state: 'skipped', mode: 'skip' },
    { name: 'e', state: 'skipped', mode: 'todo' },
  ];
  expect(countTests([moduleOf('x.test.ts', tests, 0)], [])).toEqual({
    passed: 1,
    failed: 1,
    skipped: [
      { title: 'c', reason: 'no kernel' },
      { title: 'd', reason: 'no reason given' },
      { title: 'e', reason: 'not written yet' },
    ],
    files: [{ path: 'x.test.ts', seconds: 1.5 }],
  });
});

it('does not call a test skipped that a filter left out', () => {
  const left = moduleOf('x', [{ name: 'suite > a', state: 'skipped', mode: 'skip' }], 0);
  expect(countTests([left], [], /suite b/).skipped).toEqual([]);
  expect(countTests([left], [], /suite a/).skipped).toHaveLength(1);
  expect(countTests([moduleOf('x', [{ name: 'a', state: 'skipped' }], 1)], []).skipped).toEqual([]);
});

it('counts a file that cannot be loaded, a failed hook and an unhandled error as failures', () => {
  expect(countTests([moduleOf('x', [], 1)], []).failed).toBe(1);
  expect(countTests([moduleOf('x', [], 0, 1)], []).failed).toBe(1);
  expect(countTests([], [{ message: 'thrown later' }]).failed).toBe(1);
});
