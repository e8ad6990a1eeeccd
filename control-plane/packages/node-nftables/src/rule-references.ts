import type { Rule } from './object/rule.ts';
import type { Statement } from './statement/statement.ts';

/** Statements that name an object of the table by a plain string. */
const OBJECT_STATEMENTS = [
  'counter',
  'quota',
  'limit',
  'synproxy',
  'ct helper',
  'ct timeout',
  'ct expectation',
] as const;

/** Names of sets, maps and flowtables ("@name") a rule depends on, wherever they stand in it. */
export function referencedSets(rule: Rule): Set<string> {
  const names = new Set<string>();
  walk(rule.expr, (value) => {
    if (typeof value === 'string' && value.startsWith('@')) names.add(value.slice(1));
  });
  return names;
}

export function referencedChains(rule: Rule): Set<string> {
  const names = new Set<string>();
  walk(rule.expr, (value, key) => {
    if (key === 'target' && typeof value === 'string') names.add(value);
  });
  return names;
}

/** As `kind name`, e.g. `counter geo_drop`. */
export function referencedObjects(rule: Rule): Set<string> {
  const names = new Set<string>();
  for (const statement of rule.expr) {
    for (const kind of OBJECT_STATEMENTS) {
      const body = (statement as { readonly [name in typeof kind]?: unknown })[kind];
      if (typeof body === 'string') names.add(`${kind} ${body}`);
    }
  }
  return names;
}

/** Every value of the statements with the key it stands under; words of a log are nobody's name. */
function walk(expr: readonly Statement[], visit: (value: unknown, key: string) => void): void {
  const enter = (value: unknown, key: string): void => {
    visit(value, key);
    if (typeof value !== 'object' || value === null) return;
    for (const [inner, child] of Object.entries(value)) enter(child, inner);
  };
  for (const statement of expr) if (!('log' in statement)) enter(statement, '');
}
