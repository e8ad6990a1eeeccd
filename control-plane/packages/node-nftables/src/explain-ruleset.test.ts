import { expect, test } from 'vitest';
import { canonicalDocument, canonicalListing, compareRulesets } from './canonical-ruleset.ts';
import { explainRule, explainRuleset } from './explain-ruleset.ts';
import { concat } from './expression/concat.ts';
import { payload } from './expression/payload.ts';
import { prefix } from './expression/prefix.ts';
import { RulesetModel } from './ruleset-model.ts';
import { counter } from './statement/counter.ts';
import { drop } from './statement/drop.ts';
import { limit } from './statement/limit.ts';
import { log } from './statement/log.ts';
import { match } from './statement/match.ts';
import { Transaction } from './transaction.ts';
import { explainEnglish } from './wording/explain-en.ts';
import { explainJapanese } from './wording/explain-ja.ts';

const ref = { family: 'bridge', table: 'utm' } as const;

function document(port: number) {
  return new Transaction(ref)
    .replaceTable()
    .addCounter('geo_drop')
    .addSet({ name: 'geo4', type: 'ipv4_addr', flags: ['interval'], size: 10 })
    .addSet({ name: 'pairs', type: ['ipv4_addr', 'inet_service'] })
    .addChain({ name: 'passing', type: 'filter', hook: 'forward', prio: -300 })
    .addRule(
      'passing',
      [match(payload('ip', 'saddr'), '@geo4'), log({ group: 5, prefix: 'geo' }), counter('geo_drop'), drop()],
      'countries',
    )
    .addRule('passing', [match(concat(payload('ip', 'saddr'), payload('tcp', 'dport')), '@pairs'), drop()])
    .addRule('passing', [
      match(payload('ip', 'daddr'), prefix('10.0.0.0', 8), '!='),
      match(payload('tcp', 'dport'), port),
      limit(5, 'second', { over: true }),
      drop(),
    ])
    .document();
}

test('a ruleset reads as short lines', () => {
  const model = new RulesetModel();
  expect(model.apply(document(22)).ok).toBe(true);
  const listing = model.list(ref, 'none');
  expect(listing.ok && explainRuleset(listing.value)).toEqual([
    'table bridge utm',
    '  counter geo_drop: 0 packets, 0 bytes',
    '  set geo4: ipv4_addr (interval, at most 10)',
    '  set pairs: ipv4_addr . inet_service',
    '  chain passing: forward at -300, else accept',
    '    passing: ip saddr @geo4, log group 5 "geo", count in geo_drop, drop  (countries)',
    '    passing: ip saddr . tcp dport @pairs, drop',
    '    passing: ip daddr != 10.0.0.0/8, tcp dport 22, above 5/second, drop',
  ]);
});

test('one changed rule is the only difference between two canonical rulesets', () => {
  const [wanted, other] = [canonicalDocument(document(22), ref), canonicalDocument(document(23), ref)];
  if (!wanted.ok || !other.ok) throw new Error('refused');
  const { missing, unexpected } = compareRulesets(wanted.value, other.value);
  expect([missing.length, unexpected.length]).toEqual([1, 1]);
  expect(missing[0]).toContain('passing 0002');
  const listing = canonicalListing({ nftables: [] });
  expect(compareRulesets(wanted.value, listing).missing).toEqual(wanted.value);
});

test('in Japanese the same rules are sentences of the catalogue', () => {
  const rule = {
    family: 'bridge',
    table: 'utm',
    chain: 'passing',
    expr: [
      { match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: '@geo4' } },
      { limit: { rate: 200, per: 'second' } },
      { counter: 'blocked' },
      { drop: null },
    ],
  } as const;
  expect(explainRule(rule, 'ja')).toBe(
    '送信元アドレスが @geo4 に含まれる、1 秒あたり 200 まで、blocked で数える、破棄',
  );
});

test('every word of one language is there in the other', () => {
  const english = Object.keys(explainEnglish.statements);
  expect(Object.keys(explainJapanese.statements)).toEqual(expect.arrayContaining(english));
  expect(Object.keys(explainJapanese).sort()).toEqual(Object.keys(explainEnglish).sort());
});
