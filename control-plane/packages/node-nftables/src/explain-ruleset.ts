/** Short lines a person can read, in a language of the catalogues (src/wording); close to nft's own but not meant to be loaded. */
import type { NftListing } from './document.ts';
import type { Rule } from './object/rule.ts';
import type { NftSet } from './object/set.ts';
import type { Statement } from './statement/statement.ts';
import { explainEnglish } from './wording/explain-en.ts';
import { explainJapanese } from './wording/explain-ja.ts';
import type { ExplainWording } from './wording/explain-wording.ts';

export type ExplainLanguage = 'en' | 'ja';
const WORDINGS: Readonly<Record<ExplainLanguage, ExplainWording>> = { en: explainEnglish, ja: explainJapanese };

export function explainRuleset(listing: NftListing, language: ExplainLanguage = 'en'): string[] {
  const words = WORDINGS[language];
  const lines: string[] = [];
  for (const object of listing.nftables) {
    if ('table' in object) lines.push(fill(words.table, { ...object.table }));
    else if ('counter' in object) lines.push(`  ${fill(words.counter, { packets: 0, bytes: 0, ...object.counter })}`);
    else if ('set' in object) lines.push(`  ${explainSet(object.set, words)}`);
    else if ('chain' in object) {
      const { name, hook, prio = 0, policy = 'accept' } = object.chain;
      const values = { name, hook, prio, policy: words.statements[policy] ?? policy };
      lines.push(`  ${fill(hook === undefined ? words.chain : words.baseChain, values)}`);
    } else if ('rule' in object) {
      lines.push(`    ${fill(words.rule, { chain: object.rule.chain, text: explainRule(object.rule, language) })}`);
    }
  }
  return lines;
}

export function explainRule(rule: Rule, language: ExplainLanguage = 'en'): string {
  const words = WORDINGS[language];
  const comment = rule.comment === undefined ? '' : `  (${rule.comment})`;
  return `${rule.expr.map((statement) => explainStatement(statement, words)).join(words.join)}${comment}`;
}

function explainSet(set: NftSet, words: ExplainWording): string {
  const type = typeof set.type === 'string' ? set.type : set.type.join(' . ');
  const traits = [
    ...(set.flags ?? []),
    ...(set.timeout === undefined ? [] : [fill(words.seconds, { count: set.timeout })]),
    ...(set.size === undefined ? [] : [fill(words.atMost, { count: set.size })]),
    ...(set.elem === undefined ? [] : [fill(words.elements, { count: set.elem.length })]),
  ];
  return fill(words.set, { name: set.name, type, traits: traits.length === 0 ? '' : ` (${traits.join(', ')})` });
}

function explainStatement(statement: Statement, words: ExplainWording): string {
  const [name = '?', body] = Object.entries(statement)[0] ?? [];
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const named = (key: string, values: Record<string, unknown>): string => fill(words.statements[key] ?? key, values);
  if ('match' in statement) return explainMatch(statement.match, words);
  if ('log' in statement) return named('log', { group: '?', prefix: '', ...fields });
  if ('counter' in statement && typeof body === 'string') return named('namedCounter', { name: body });
  if ('limit' in statement) {
    const per = String(fields['per']);
    return named(fields['inv'] === true ? 'above' : 'within', {
      rate: fields['rate'],
      per: words.statements[per] ?? per,
    });
  }
  if ('mangle' in statement) {
    return named('mangle', { key: explainValue(fields['key'], words), value: explainValue(fields['value'], words) });
  }
  if ('set' in statement)
    return named('set', { op: words.statements[String(fields['op'])] ?? fields['op'], set: fields['set'] });
  if ('queue' in statement) return named('queue', { num: explainValue(fields['num'], words) });
  if ('redirect' in statement) return named('redirect', { port: fields['port'] ?? words.statements['samePort'] });
  if (Object.hasOwn(words.statements, name)) {
    const texts = Object.entries(fields).map(([key, value]) => [key, explainValue(value, words)] as const);
    return named(name, Object.fromEntries(texts));
  }
  return name;
}

function explainMatch(match: { op: string; left: unknown; right: unknown }, words: ExplainWording): string {
  const { op, right } = match;
  const values = { left: explainValue(match.left, words), op, right: explainValue(right, words) };
  const isSet =
    (typeof right === 'string' && right.startsWith('@')) ||
    (typeof right === 'object' && right !== null && 'set' in right);
  if (op === '==' || op === 'in') return fill(isSet ? words.inSet : words.is, values);
  return fill(op === '!=' ? (isSet ? words.notInSet : words.isNot) : words.compares, values);
}

function explainValue(value: unknown, words: ExplainWording): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `{ ${value.map((part) => explainValue(part, words)).join(', ')} }`;
  const [kind, body] = Object.entries(value)[0] ?? ['?', undefined];
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const selector =
    kind === 'payload'
      ? `${String(fields['protocol'])} ${String(fields['field'])}`
      : `${kind} ${String(fields['key'])}`;
  if (kind === 'payload' || kind === 'meta' || kind === 'ct') return words.selectors[selector] ?? selector;
  if (kind === 'prefix') return `${String(fields['addr'])}/${String(fields['len'])}`;
  if (kind === 'set') return explainValue(body, words);
  const parts = Array.isArray(body) ? body.map((part) => explainValue(part, words)) : [];
  if (kind === 'range') return parts.join('-');
  if (kind === 'concat') return parts.join(' . ');
  return kind === '&' ? parts.join(' & ') : kind;
}

function fill(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''));
}
