import { expect, it } from 'vitest';
import { findBadSizes } from './check-sizes.ts';

const file = (path: string, lines: number) => ({ path, text: 'x\n'.repeat(lines) });

it('fails above 500 lines and warns above 300', () => {
  const findings = findBadSizes([file('a/b.ts', 501), file('a/c.ts', 301), file('a/d.ts', 300)]);
  expect(findings.problems).toEqual(['a/b.ts: 501 lines, 500 at most']);
  expect(findings.warnings).toEqual(['a/c.ts: 301 lines, aim below 300']);
});

it('lets tests and tables be long', () => {
  expect(findBadSizes([file('a/b.test.ts', 900), file('a/port-table.ts', 900), file('a/test/big.ts', 900)])).toEqual({
    problems: [],
    warnings: [],
  });
});

it('fails on names that say nothing', () => {
  const bad = ['a/utils.ts', 'a/string-helpers.ts', 'a/task-manager.ts', 'a/common.tsx', 'a/misc/b.ts'];
  expect(findBadSizes(bad.map((path) => file(path, 1))).problems).toHaveLength(bad.length);
  expect(findBadSizes([file('a/uncommon-ports.ts', 1)]).problems).toEqual([]);
});
