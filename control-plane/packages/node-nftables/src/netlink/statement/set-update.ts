/** `set` and `map`: the packet path writes an element; limits and counters for each stand in its statements. */

import { padded } from '../datatype/bytes.ts';
import { isRecord } from '../element/encode-key.ts';
import type { KernelExpression } from '../rule/kernel-expression.ts';
import { RuleBuilder } from '../rule/rule-builder.ts';
import { loadSelector } from '../selector/selector.ts';

export const DYNSET_OPS: Readonly<Record<string, number>> = { add: 0, update: 1, delete: 2 };

export function compileSetUpdate(rule: RuleBuilder, body: unknown, kind: 'set' | 'map'): void {
  const fields = isRecord(body) ? body : {};
  const { op, elem, stmt, data } = fields;
  const reference = fields[kind];
  const number = typeof op === 'string' ? DYNSET_OPS[op] : undefined;
  if (number === undefined || typeof reference !== 'string' || !reference.startsWith('@')) {
    rule.refuse(`${kind}: op add, update or delete, and the ${kind} as "@name"`);
    return;
  }
  const found = rule.scope.findSet(reference.slice(1));
  if (found === undefined) {
    rule.refuse(`NFT_NOT_FOUND ${kind} ${reference.slice(1)}`);
    return;
  }
  const { val: key, timeout } =
    isRecord(elem) && isRecord(elem['elem']) ? elem['elem'] : { val: elem, timeout: undefined };
  const loaded = loadSelector(rule, key, 0);
  if (loaded === undefined) return;
  const dataSlot = kind === 'map' ? Math.max(4, padded(loaded.bytes) / 4) : undefined;
  if (dataSlot !== undefined) loadSelector(rule, data, dataSlot);
  const inner = compileInner(rule, Array.isArray(stmt) ? stmt : []);
  rule.push('dynset', {
    keySlot: 0,
    dataSlot,
    op: number,
    ...(typeof timeout === 'number' ? { timeout: timeout * 1000 } : {}),
    set: reference.slice(1),
    setId: found.id,
    ...(inner.length === 0 ? {} : { expressions: inner }),
  });
}

export function compileInner(rule: RuleBuilder, statements: readonly unknown[]): KernelExpression[] {
  const inner = new RuleBuilder(rule.scope);
  for (const statement of statements) rule.scope.compileStatement(inner, statement);
  if (inner.refusal !== undefined) rule.refuse(inner.refusal);
  if (inner.expressions.length > 1) rule.refuse('set: one statement for its elements');
  return inner.expressions;
}
