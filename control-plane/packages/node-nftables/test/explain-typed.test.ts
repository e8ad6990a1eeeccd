import { expect, test } from 'vitest';
import { explainRule, explainRuleset, FakeNft, type Rule } from '../src/index.ts';
import { BEYOND, POSSIBLE, TYPED_TABLE, typedTransaction } from './typed-ruleset.ts';

const rules: Rule[] = [...POSSIBLE.map(({ rule }) => rule), ...BEYOND].map((expr) => ({
  ...TYPED_TABLE,
  chain: 'c',
  expr,
}));

test.each(['en', 'ja'] as const)('every statement and expression has words (%s)', (language) => {
  for (const rule of rules) {
    const text = explainRule(rule, language);
    expect(text).not.toMatch(/undefined|\[object|\?|\{\w+\}/);
    // Statements that are not in the catalogue would stand there by their own names.
    if (language === 'ja') expect(text).toMatch(/[ぁ-んァ-ヶ一-龠]/);
  }
});

test('a whole table reads as lines, objects and maps too', async () => {
  const nft = new FakeNft().open();
  expect(await nft.run(typedTransaction().document())).toMatchObject({ ok: true });
  const listing = await nft.list(TYPED_TABLE);
  const lines = listing.ok ? explainRuleset(listing.value) : [];
  expect(lines).toContain('  quota month: bytes 1000000');
  expect(lines).toContain('  set verdicts: ipv4_addr -> verdict');
  expect(lines.filter((line) => line.startsWith('    in: ')).length).toBe(
    POSSIBLE.filter(({ chain }) => chain === 'in').length,
  );
  expect(explainRule({ ...TYPED_TABLE, chain: 'c', expr: POSSIBLE[9]?.rule ?? [] }, 'en')).not.toBe('');
});
