import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHECK_WORDS } from '@omamori/contract/admin-install';
import { describe, expect, it } from 'vitest';
import en from './en.json' with { type: 'json' };
import ja from './ja.json' with { type: 'json' };

type Words = Readonly<Record<string, string>>;

function flatten(node: object, prefix = ''): Words {
  return Object.assign(
    {},
    ...Object.entries(node).map(([key, value]) =>
      typeof value === 'string' ? { [prefix + key]: value } : flatten(value as object, `${prefix}${key}.`),
    ),
  ) as Words;
}

const SOURCES = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => ({ name, text: readFileSync(`${SOURCES}/${name}`, 'utf8') }));
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`\\])\/\/.*$/gm, '');
const inJa = flatten(ja);
const inEn = flatten(en);
const variables = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe('the catalogues', () => {
  it('have the same keys, each with words, and the same variables', () => {
    expect(Object.keys(inEn)).toEqual(Object.keys(inJa));
    for (const [key, text] of Object.entries(inJa)) {
      expect(text.trim(), key).not.toBe('');
      expect(inEn[key]?.trim(), key).not.toBe('');
      expect(variables(inEn[key] ?? ''), key).toEqual(variables(text));
    }
  });

  it('have one verb for one action', () => {
    for (const words of [inJa, inEn]) {
      const verbs = Object.entries(words)
        .filter(([key]) => key.startsWith('actions.'))
        .map(([, text]) => text);
      expect(verbs.filter((verb, index) => verbs.indexOf(verb) !== index)).toEqual([]);
    }
  });

  it('hold every key that the pages ask for', () => {
    const asked = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bt\(\s*(?:\[?\s*)'([^']+)'/g)].map((hit) => hit[1] ?? ''),
    );
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((key) => !(key in inJa))).toEqual([]);
  });

  it('hold a group for every key that is put together', () => {
    const groups = sources.flatMap(({ text }) =>
      [...text.matchAll(/\bt\(\s*\[?`([^`$]+)\.\$\{/g)].map((hit) => hit[1] ?? ''),
    );
    expect(groups.filter((group) => !Object.keys(inJa).some((key) => key.startsWith(`${group}.`)))).toEqual([]);
  });

  it('hold no word that no page asks for', () => {
    const all = sources.map(({ text }) => text).join('\n');
    const unused = Object.keys(inJa).filter((key) => {
      const group = key.slice(0, key.lastIndexOf('.'));
      return !all.includes(`'${key}'`) && !all.includes(`\`${group}.\${`) && !all.includes(`'${group}'`);
    });
    expect(unused).toEqual([]);
  });

  it('have a sentence for every word of the install helper, and a next step for all that is not good', () => {
    for (const [id, words] of Object.entries(CHECK_WORDS)) {
      for (const [word, [verdict, ...facts]] of Object.entries(words)) {
        const asked = variables(inJa[`check.${id}.${word}`] ?? '{{missing}}').map((name) => name.slice(2, -2));
        expect(facts, `${id} ${word}`).toEqual(expect.arrayContaining(asked));
        if (verdict !== 'ok') expect(inJa[`next.${id}.${word}`], `${id} ${word}`).toBeTruthy();
      }
    }
    const named = Object.entries(CHECK_WORDS).flatMap(([id, words]) =>
      Object.keys(words).map((word) => `check.${id}.${word}`),
    );
    expect(
      Object.keys(inJa)
        .filter((key) => key.startsWith('check.'))
        .sort(),
    ).toEqual(named.sort());
  });

  it('hold all words: no Japanese and no English sentence stands in the sources', () => {
    const found = sources.flatMap(({ name, text }) => {
      const code = withoutComments(text);
      const japanese = code.match(/[\u3040-\u30ff\u3400-\u9fff]+/g) ?? [];
      const english = name.endsWith('.tsx') ? (code.match(/>\s*[A-Za-z][a-z]+(?: [A-Za-z]+)*\s*<\//g) ?? []) : [];
      return [...japanese, ...english].map((words) => `${name}: ${words}`);
    });
    expect(found).toEqual([]);
  });
});
