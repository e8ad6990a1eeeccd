/** `ct count`: how many connections share what the set around it holds. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';

const FLAG_OVER = 1;

export function compileCtCount(rule: RuleBuilder, body: unknown): void {
  const { val, inv } = isRecord(body) ? body : { val: undefined, inv: undefined };
  if (typeof val !== 'number' || val < 0) rule.refuse('ct count: val');
  else rule.push('connlimit', { count: val, flags: inv === true ? FLAG_OVER : 0 });
}

export function readCtCount(expression: ExpressionOf<'connlimit'>): object {
  const { count = 0, flags = 0 } = expression;
  return { 'ct count': { val: count, ...((flags & FLAG_OVER) === 0 ? {} : { inv: true }) } };
}
