/** One statement in words: a template of the catalogue, filled with what the statement says. */
import { explainValue, word } from './explain-value.ts';
import { fillTemplate } from './fill-template.ts';
import type { LimitStatement } from './statement/limit.ts';
import type { MatchStatement } from './statement/match.ts';
import type { Statement } from './statement/statement.ts';
import type { ExplainWording } from './wording/explain-wording.ts';

export function explainStatement(statement: Statement, words: ExplainWording): string {
  const [name = '?', body] = Object.entries(statement)[0] ?? [];
  if ('match' in statement) return explainMatch(statement.match, words);
  if ('log' in statement) return fillTemplate(word('log', words), { group: '?', prefix: '', ...statement.log });
  if ('limit' in statement) return explainLimit(statement.limit, words);
  if ('quota' in statement) return explainQuota(statement.quota, words);
  if ('ct count' in statement) {
    const { val, inv } = statement['ct count'];
    return fillTemplate(word(inv === true ? 'ctCountAbove' : 'ct count', words), { val });
  }
  if ('set' in statement || 'map' in statement) {
    const { op, elem } = 'set' in statement ? statement.set : statement.map;
    const target = 'set' in statement ? statement.set.set : statement.map.map;
    const per = 'set' in statement && statement.set.stmt !== undefined ? perElement(statement.set.stmt, words) : '';
    const values = { op: word(op, words), set: target, key: explainValue(elem, words) };
    return `${fillTemplate(word(name, words), values)}${per}`;
  }
  if ('meter' in statement) {
    const { key, name: meter, stmt } = statement.meter;
    return `${fillTemplate(word('meter', words), { key: explainValue(key, words), name: meter })}${perElement([stmt], words)}`;
  }
  if ('dnat' in statement || 'snat' in statement) {
    const { addr = '', port } = 'dnat' in statement ? statement.dnat : statement.snat;
    const to =
      port === undefined ? explainValue(addr, words) : `${explainValue(addr, words)}:${explainValue(port, words)}`;
    return fillTemplate(word(name, words), { addr: to });
  }
  if ('redirect' in statement) {
    const port = statement.redirect?.port;
    return fillTemplate(word(name, words), {
      port: port === undefined ? word('samePort', words) : explainValue(port, words),
    });
  }
  return explainByFields(name, body, words);
}

/** Statements whose template names the fields of their JSON; a plain string names an object of the table. */
function explainByFields(name: string, body: unknown, words: ExplainWording): string {
  if (typeof body === 'string') return fillTemplate(word(`named ${name}`, words), { name: body });
  if (typeof body !== 'object' || body === null) return fillTemplate(word(name, words), {});
  if ('map' in body) return fillTemplate(word(`named ${name}`, words), { name: explainValue(body, words) });
  const texts = Object.entries(body).map(([key, value]) => [key, explainValue(value, words)] as const);
  return fillTemplate(word(name, words), Object.fromEntries(texts));
}

function perElement(statements: readonly Statement[], words: ExplainWording): string {
  return statements.length === 0
    ? ''
    : ` (${statements.map((statement) => explainStatement(statement, words)).join(words.join)})`;
}

function explainLimit(limit: LimitStatement['limit'], words: ExplainWording): string {
  if (typeof limit === 'string') return fillTemplate(word('named limit', words), { name: limit });
  if ('map' in limit) return fillTemplate(word('named limit', words), { name: explainValue(limit, words) });
  const unit = limit.rate_unit === undefined || limit.rate_unit === 'packets' ? '' : ` ${limit.rate_unit}`;
  const template = word(limit.inv === true ? 'above' : 'within', words);
  return fillTemplate(template, { rate: `${limit.rate}${unit}`, per: word(limit.per, words) });
}

function explainQuota(quota: Extract<Statement, { quota: unknown }>['quota'], words: ExplainWording): string {
  if (typeof quota === 'string') return fillTemplate(word('named quota', words), { name: quota });
  if ('map' in quota) return fillTemplate(word('named quota', words), { name: explainValue(quota, words) });
  return fillTemplate(word(quota.inv === true ? 'quotaAbove' : 'quota', words), { ...quota });
}

function explainMatch({ op, left, right }: MatchStatement['match'], words: ExplainWording): string {
  const values = { left: explainValue(left, words), op, right: explainValue(right, words) };
  const isSet = (typeof right === 'string' && right.startsWith('@')) || (typeof right === 'object' && 'set' in right);
  if (op === '==' || op === 'in') return fillTemplate(isSet ? words.inSet : words.is, values);
  return fillTemplate(op === '!=' ? (isSet ? words.notInSet : words.isNot) : words.compares, values);
}
