import { expect, it } from 'vitest';
import { collectCodes, findBadErrorTable } from './check-errors.ts';

// Codes are put together here, so that this file gives none itself.
const code = (prefix: string, rest: string) => `${prefix}_${rest}`;
const one = code('EVE', 'NOT_OBJECT');
const two = code('CFG', 'TOO_OLD');
const table = (...rows: string[]) => ({
  path: 'control-plane/docs/errors.md',
  text: ['| code | meaning | kind | what to do |', '| --- | --- | --- | --- |', ...rows].join('\n'),
});
const row = (name: string, kind = 'terminal') => `| \`${name}\` | what it means | ${kind} | do this |`;
const source = (text: string, path = 'control-plane/agent/src/a.ts') => ({ path, text });

it('is content when table and sources agree', () => {
  expect(findBadErrorTable([table(row(one)), source(`const a = { code: '${one}' };`)])).toEqual({ problems: [] });
});

it('fails on a code that is not in the table, with its place', () => {
  expect(findBadErrorTable([table(row(one)), source(`f('${one}');\nf('${two}');`)]).problems).toEqual([
    `control-plane/agent/src/a.ts:2: ${two} is not in control-plane/docs/errors.md`,
  ]);
});

it('fails on a row that no source gives, a missing cell, an unknown kind and a double row', () => {
  const given = source(`f('${one}');`);
  expect(findBadErrorTable([table(row(one), row(two)), given]).problems).toHaveLength(1);
  expect(findBadErrorTable([table(`| ${one} | x | terminal | |`), given]).problems).toHaveLength(1);
  expect(findBadErrorTable([table(row(one, 'maybe')), given]).problems).toHaveLength(1);
  expect(findBadErrorTable([table(row(one), row(one)), given]).problems).toHaveLength(1);
  expect(findBadErrorTable([given]).problems).toHaveLength(1);
});

it('reads strings and shell, not comments, tests or environment variables', () => {
  const found = collectCodes([
    source(`// ${one}\nconst a = process.env['OMAMORI_${one}'] ?? \`x ${two} y\`;`),
    source(`f('${code('SET', 'IN_TEST')}');`, 'a/b.test.ts'),
    source(`# ${code('SET', 'COMMENT')}\nfail ${code('SET', 'SHELL')} "$x"\n`, 'a/b.sh'),
  ]);
  expect([...found.keys()].sort()).toEqual([two, code('SET', 'SHELL')].sort());
});
