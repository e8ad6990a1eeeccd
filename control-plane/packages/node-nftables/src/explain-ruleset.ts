/** Short lines a person can read, in a language of the catalogues (src/wording); close to nft's own but not meant to be loaded. */
import type { NftListing } from './document.ts';
import { explainStatement } from './explain-statement.ts';
import { fillTemplate } from './fill-template.ts';
import type { NftMap } from './object/map.ts';
import type { Rule } from './object/rule.ts';
import type { NftSet } from './object/set.ts';
import { explainEnglish } from './wording/explain-en.ts';
import { explainJapanese } from './wording/explain-ja.ts';
import type { ExplainWording } from './wording/explain-wording.ts';

export type ExplainLanguage = 'en' | 'ja';
const WORDINGS: Readonly<Record<ExplainLanguage, ExplainWording>> = { en: explainEnglish, ja: explainJapanese };

export function explainRuleset(listing: NftListing, language: ExplainLanguage = 'en'): string[] {
  const words = WORDINGS[language];
  const lines: string[] = [];
  for (const object of listing.nftables) {
    if ('table' in object) lines.push(fillTemplate(words.table, { ...object.table }));
    else if ('counter' in object)
      lines.push(`  ${fillTemplate(words.counter, { packets: 0, bytes: 0, ...object.counter })}`);
    else if ('set' in object) lines.push(`  ${explainSet(object.set, words)}`);
    else if ('map' in object) lines.push(`  ${explainMap(object.map, words)}`);
    else if ('chain' in object) {
      const { name, hook, prio = 0, policy = 'accept' } = object.chain;
      const values = { name, hook, prio, policy: words.statements[policy] ?? policy };
      lines.push(`  ${fillTemplate(hook === undefined ? words.chain : words.baseChain, values)}`);
    } else if ('rule' in object) {
      lines.push(
        `    ${fillTemplate(words.rule, { chain: object.rule.chain, text: explainRule(object.rule, language) })}`,
      );
    } else if (!('element' in object)) lines.push(`  ${explainObject(object, words)}`);
  }
  return lines;
}

export function explainRule(rule: Rule, language: ExplainLanguage = 'en'): string {
  const words = WORDINGS[language];
  const comment = rule.comment === undefined ? '' : `  (${rule.comment})`;
  return `${rule.expr.map((statement) => explainStatement(statement, words)).join(words.join)}${comment}`;
}

/** Quotas, limits, helpers, flowtables: what they are called and what they were given. */
function explainObject(object: object, words: ExplainWording): string {
  const [kind = '?', body] = Object.entries(object)[0] ?? [];
  const { family: _family, table: _table, name, handle: _handle, ...rest } = body as Readonly<Record<string, unknown>>;
  const given = Object.entries(rest).map(([key, value]) => `${key} ${[value].flat().join(', ')}`);
  const text = words.objects[kind] ?? kind;
  return given.length === 0 ? `${text} ${String(name)}` : `${text} ${String(name)}: ${given.join(', ')}`;
}

function explainMap(map: NftMap, words: ExplainWording): string {
  const { elem, ...set } = map;
  const counted = explainSet({ ...set, ...(elem === undefined ? {} : { elem: elem.map(([key]) => key) }) }, words);
  return fillTemplate(words.map, { set: counted, data: map.map });
}

function explainSet(set: NftSet, words: ExplainWording): string {
  const type = typeof set.type === 'string' ? set.type : set.type.join(' . ');
  const traits = [
    ...(set.flags ?? []),
    ...(set.timeout === undefined ? [] : [fillTemplate(words.seconds, { count: set.timeout })]),
    ...(set.size === undefined ? [] : [fillTemplate(words.atMost, { count: set.size })]),
    ...(set.elem === undefined ? [] : [fillTemplate(words.elements, { count: set.elem.length })]),
  ];
  return fillTemplate(words.set, {
    name: set.name,
    type,
    traits: traits.length === 0 ? '' : ` (${traits.join(', ')})`,
  });
}
