/** `flow`: the connection leaves the rules for a flowtable. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';

export function compileFlow(rule: RuleBuilder, body: unknown): void {
  const { flowtable } = isRecord(body) ? body : { flowtable: undefined };
  if (typeof flowtable !== 'string') rule.refuse('flow: the flowtable as "@name"');
  else rule.push('flow_offload', { table: flowtable.replace(/^@/, '') });
}

export function readFlow(expression: ExpressionOf<'flow_offload'>): object {
  return { flow: { op: 'add', flowtable: `@${expression.table ?? ''}` } };
}
