import { expect, it } from 'vitest';
import { en } from './catalogue/en.ts';
import { ja } from './catalogue/ja.ts';
import { renderReport } from './write-report.ts';

it('tells every scenario in both languages, why one failed, and takes no words of the box for HTML', () => {
  const scenarios = [
    { name: 'bulk', seconds: 4.7, failures: [], figures: { v4Seconds: 1.9 } },
    { name: 'A', seconds: 3, failures: ['<b>2 attempts</b> are missing'] },
  ];
  const page = renderReport({ target: 'netns', at: new Date(0), scenarios, machine: null }, null);
  for (const words of [ja.held, ja.failed, en.held, en.failed, 'v4Seconds 1.9']) expect(page).toContain(words);
  expect(page).toContain('&#60;b&#62;2 attempts');
  expect(page).not.toContain('<b>');
});
