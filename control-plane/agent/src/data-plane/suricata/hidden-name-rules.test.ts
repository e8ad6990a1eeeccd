import { describe, expect, it } from 'vitest';
import type { FeedList } from '../feed-list.ts';
import { hiddenNameRules } from './hidden-name-rules.ts';
import { sidOf } from './rule-line.ts';

const list = (id: string, kind: FeedList['kind'], entries: string[]): FeedList => ({
  id,
  kind,
  entries: entries.length,
  function: 'F3',
  story: 'hidden-names',
  severity: 'low',
  preset: 'connectivity',
  direction: 'both',
  date: '2026-06-01',
  read: () => entries,
});
const LISTS = [
  list('encrypted-dns', 'domains', ['dns.example', 'a.b.example']),
  list('encrypted-dns', 'addresses', ['192.0.2.4-192.0.2.5', '2001:db8::5-2001:db8::6']),
  list('ech-fronts', 'domains', ['front.example']),
];
const rules = (
  encryptedDns: 'allow' | 'report' | 'block',
  ech: 'allow' | 'report' | 'block',
  engine: 'block' | 'detect',
) => hiddenNameRules(LISTS, { quic: 'inspect', encryptedDns, ech }, engine).lines;
const actions = (lines: readonly string[]) => new Set(lines.map((line) => line.split(' ')[0]));

describe('rules against hidden names', () => {
  it('are none where everything is allowed', () => {
    expect(rules('allow', 'allow', 'block')).toEqual([]);
  });

  it('only tell, once an hour and device, where the policy or the engine says so', () => {
    for (const lines of [rules('report', 'report', 'block'), rules('block', 'block', 'detect')]) {
      expect(actions(lines)).toEqual(new Set(['alert']));
      expect(lines.every((line) => line.includes('threshold:type limit') && !line.includes('nfq_set_mark'))).toBe(true);
    }
  });

  it('refuse names, addresses on port 443, port 853 and questions for keys where the policy says so', () => {
    const lines = rules('block', 'block', 'block');
    expect(actions(lines)).toEqual(new Set(['alert', 'drop', 'rejectboth']));
    expect(lines.filter((line) => line.includes('[192.0.2.4/31,2001:db8::5,2001:db8::6] 443'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('$EXTERNAL_NET 853'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('omamori_answer no-such-record'))).toHaveLength(2);
    expect(new Set(lines.map(sidOf)).size).toBe(lines.length);
  });
});
