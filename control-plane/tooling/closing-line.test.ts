import { expect, it } from 'vitest';
import { closingLine, readClosingLine } from './closing-line.ts';

it('is plain, and names skipped tests only when there are some', () => {
  expect(closingLine(3, 0)).toBe('3 passed, 0 failed');
  expect(closingLine(3, 1, 2)).toBe('3 passed, 1 failed, 2 skipped');
});

it('is read back from the end of an output', () => {
  expect(readClosingLine('1 passed, 0 failed\nnoise\n5 passed, 2 failed, 1 skipped\n')).toEqual({
    passed: 5,
    failed: 2,
    skipped: 1,
  });
  expect(readClosingLine(' 5 passed, 2 failed')).toBeUndefined();
});
