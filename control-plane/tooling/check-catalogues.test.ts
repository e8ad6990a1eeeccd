import { expect, it } from 'vitest';
import { findBadCatalogues } from './check-catalogues.ts';

const problems = (path: string, text: string) => findBadCatalogues([{ path, text }]).problems;

it('fails on Japanese in a string or in JSX outside a catalogue', () => {
  expect(problems('control-plane/center/src/a.ts', "const a = 1;\nconst b = '遮断しました';")[0]).toContain('a.ts:2');
  expect(problems('control-plane/web/console/src/a.tsx', 'const a = <b>画面</b>;')).toHaveLength(1);
});

it('allows it in catalogues, tests and comments', () => {
  const text = "export const a = '遮断しました';";
  expect(problems('control-plane/center/src/wording/ja/notice.ts', text)).toEqual([]);
  expect(problems('control-plane/web/console/src/locales/ja.ts', text)).toEqual([]);
  expect(problems('control-plane/center/src/a.test.ts', text)).toEqual([]);
  expect(problems('control-plane/center/src/a.ts', '// 遮断\nconst a = 1;')).toEqual([]);
});

it('fails when the languages have different keys', () => {
  const folder = 'control-plane/web/console/src/locales';
  const ja = { path: `${folder}/ja.json`, text: '{"a":{"b":"x","c":"y"},"n_other":"z"}' };
  const en = { path: `${folder}/en.json`, text: '{"a":{"b":"x"},"n_one":"1","n_other":"z","d":"only"}' };
  expect(findBadCatalogues([ja, en]).problems).toEqual([
    `${ja.path}: key d is missing`,
    `${en.path}: key a.c is missing`,
  ]);
  expect(findBadCatalogues([ja]).problems).toEqual([`${folder}/en.json is missing`]);
});
