/** Short lines a person can read, close to nft's own language but not meant to be loaded. English, for engineers. */
import type { NftListing } from './document.ts';
import type { Rule } from './object/rule.ts';
import type { NftSet } from './object/set.ts';
import type { Statement } from './statement/statement.ts';

export function explainRuleset(listing: NftListing): string[] {
  const lines: string[] = [];
  for (const object of listing.nftables) {
    if ('table' in object) lines.push(`table ${object.table.family} ${object.table.name}`);
    else if ('counter' in object) {
      const { name, packets = 0, bytes = 0 } = object.counter;
      lines.push(`  counter ${name}: ${packets} packets, ${bytes} bytes`);
    } else if ('set' in object) lines.push(`  set ${explainSet(object.set)}`);
    else if ('chain' in object) {
      const { name, hook, prio, policy } = object.chain;
      lines.push(
        hook === undefined ? `  chain ${name}` : `  chain ${name}: ${hook} at ${prio ?? 0}, else ${policy ?? 'accept'}`,
      );
    } else if ('rule' in object) lines.push(`    ${object.rule.chain}: ${explainRule(object.rule)}`);
  }
  return lines;
}

export function explainRule(rule: Rule): string {
  const comment = rule.comment === undefined ? '' : `  (${rule.comment})`;
  return `${rule.expr.map(explainStatement).join(', ')}${comment}`;
}

function explainSet(set: NftSet): string {
  const type = typeof set.type === 'string' ? set.type : set.type.join(' . ');
  const traits = [
    ...(set.flags ?? []),
    ...(set.timeout === undefined ? [] : [`${set.timeout} s`]),
    ...(set.size === undefined ? [] : [`at most ${set.size}`]),
    ...(set.elem === undefined ? [] : [`${set.elem.length} elements`]),
  ];
  return `${set.name}: ${type}${traits.length === 0 ? '' : ` (${traits.join(', ')})`}`;
}

function explainStatement(statement: Statement): string {
  if ('match' in statement) {
    const { op, left, right } = statement.match;
    const sign = op === '==' || op === 'in' ? '' : `${op} `;
    return `${explainValue(left)} ${sign}${explainValue(right)}`;
  }
  if ('jump' in statement) return `jump ${statement.jump.target}`;
  if ('goto' in statement) return `goto ${statement.goto.target}`;
  if ('log' in statement) return `log group ${statement.log?.group ?? '?'} "${statement.log?.prefix ?? ''}"`;
  if ('counter' in statement) {
    return typeof statement.counter === 'string' ? `count in ${statement.counter}` : 'count';
  }
  if ('limit' in statement) {
    const { rate, per, inv } = statement.limit;
    return `${inv === true ? 'above' : 'within'} ${rate}/${per}`;
  }
  if ('mangle' in statement) {
    return `${explainValue(statement.mangle.key)} := ${explainValue(statement.mangle.value)}`;
  }
  if ('set' in statement) return `${statement.set.op} to ${statement.set.set}`;
  if ('queue' in statement) return `queue ${explainValue(statement.queue.num)}`;
  if ('redirect' in statement) return `redirect to ${statement.redirect?.port ?? 'the same port'}`;
  return Object.keys(statement)[0] ?? '?';
}

function explainValue(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `{ ${value.map(explainValue).join(', ')} }`;
  const [kind, body] = Object.entries(value)[0] ?? ['?', undefined];
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (kind === 'payload') return `${String(fields['protocol'])} ${String(fields['field'])}`;
  if (kind === 'meta' || kind === 'ct') return `${kind} ${String(fields['key'])}`;
  if (kind === 'prefix') return `${String(fields['addr'])}/${String(fields['len'])}`;
  if (kind === 'set') return explainValue(body);
  const parts = Array.isArray(body) ? body.map(explainValue) : [];
  if (kind === 'range') return parts.join('-');
  if (kind === 'concat') return parts.join(' . ');
  return kind === '&' ? parts.join(' & ') : kind;
}
