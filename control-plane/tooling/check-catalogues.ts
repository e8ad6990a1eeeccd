// What people read stands in catalogues: no Japanese in the sources outside them, and both languages have the same keys.
import { dirname } from 'node:path/posix';
import type { Check, Findings } from './check.ts';
import { scanSource } from './scan-source.ts';
import { isTest, isTypeScript, type SourceFile } from './source-tree.ts';

/** Hiragana, katakana, Han, full-width forms and Japanese punctuation. */
const japanese = /[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]/;
const isCatalogue = ({ path }: SourceFile): boolean =>
  /^control-plane\/(center|packages\/[a-z-]+)\/src\/wording\/|\/(locales|catalogue)\/|^hil-tests\/lab\/cast\.ts$|^control-plane\/tooling\/.*messages\./.test(
    path,
  );

const keysOf = (value: unknown, prefix = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => keysOf(inner, prefix === '' ? key : `${prefix}.${key}`));
};

/** Plural forms differ between the languages: `count_one` exists in English only. */
const withoutPlural = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, '');

const compareKeys = (ja: SourceFile, en: SourceFile): string[] => {
  const [left, right] = [ja, en].map(({ text }) => new Set(keysOf(JSON.parse(text)).map(withoutPlural)));
  const missing = (keys: Set<string>, other: Set<string>, path: string) =>
    [...keys].filter((key) => !other.has(key)).map((key) => `${path}: key ${key} is missing`);
  if (left === undefined || right === undefined) return [];
  return [...missing(right, left, ja.path), ...missing(left, right, en.path)];
};

export const findBadCatalogues = (tree: readonly SourceFile[]): Findings => {
  const problems: string[] = [];
  for (const file of tree) {
    if (!isTypeScript(file) || isTest(file) || isCatalogue(file) || !japanese.test(file.text)) continue;
    for (const { text, line } of scanSource(file).strings) {
      if (japanese.test(text))
        problems.push(`${file.path}:${line}: Japanese outside a catalogue: ${text.slice(0, 40)}`);
    }
  }
  const byPath = new Map(tree.map((file) => [file.path, file]));
  for (const [path, ja] of byPath) {
    if (!path.endsWith('/ja.json')) continue;
    const en = byPath.get(`${dirname(path)}/en.json`);
    problems.push(...(en === undefined ? [`${dirname(path)}/en.json is missing`] : compareKeys(ja, en)));
  }
  return { problems };
};

export const checkCatalogues: Check = { name: 'catalogues', title: 'catalogues', run: findBadCatalogues };
