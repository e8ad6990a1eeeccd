/** `counter`: the rule's own, or by name the object's. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { OBJECT_TYPE, pushObjectReference } from './object-reference.ts';

export function compileCounter(rule: RuleBuilder, body: unknown): void {
  if (typeof body === 'string' || (isRecord(body) && 'map' in body)) {
    pushObjectReference(rule, OBJECT_TYPE.counter, body);
    return;
  }
  const { packets, bytes } = isRecord(body) ? body : { packets: 0, bytes: 0 };
  rule.push('counter', {
    bytes: typeof bytes === 'number' && bytes > 0 ? bytes : undefined,
    packets: typeof packets === 'number' && packets > 0 ? packets : undefined,
  });
}

export function readCounter(expression: ExpressionOf<'counter'>): object {
  return { counter: { packets: expression.packets ?? 0, bytes: expression.bytes ?? 0 } };
}
