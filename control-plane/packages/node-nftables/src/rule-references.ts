import type { Rule } from './object/rule.ts';

/** Names of sets ("@name"), chains and counter objects a rule depends on. */
export function referencedSets(rule: Rule): Set<string> {
  const names = new Set<string>();
  for (const statement of rule.expr) {
    if ('match' in statement && typeof statement.match.right === 'string' && statement.match.right.startsWith('@')) {
      names.add(statement.match.right.slice(1));
    } else if ('set' in statement) names.add(statement.set.set.slice(1));
  }
  return names;
}

export function referencedChains(rule: Rule): Set<string> {
  const names = new Set<string>();
  for (const statement of rule.expr) {
    if ('jump' in statement) names.add(statement.jump.target);
    else if ('goto' in statement) names.add(statement.goto.target);
  }
  return names;
}

export function referencedCounters(rule: Rule): Set<string> {
  const names = new Set<string>();
  for (const statement of rule.expr) {
    if ('counter' in statement && typeof statement.counter === 'string') names.add(statement.counter);
  }
  return names;
}
