/** Statements that refer to an object of the table: by name, or through a map from the packet to names. */
import { isRecord } from '../element/encode-key.ts';
import type { ExpressionOf } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { loadSelector } from '../selector/selector.ts';

/** NFT_OBJECT_* */
export const OBJECT_TYPE = {
  counter: 1,
  quota: 2,
  'ct helper': 3,
  limit: 4,
  'ct timeout': 7,
  secmark: 8,
  'ct expectation': 9,
  synproxy: 10,
} as const;
export type ObjectKind = keyof typeof OBJECT_TYPE;

export function pushObjectReference(rule: RuleBuilder, type: number, body: unknown): void {
  if (typeof body === 'string') {
    rule.push('objref', { type, object: body });
    return;
  }
  const map = isRecord(body) && isRecord(body['map']) ? body['map'] : undefined;
  const data = map?.['data'];
  const loaded = map === undefined ? undefined : loadSelector(rule, map['key'], 0);
  if (loaded === undefined || typeof data !== 'string' || !data.startsWith('@')) {
    rule.refuse('an object by name, or { map: { key, data: "@map" } }');
    return;
  }
  const id = rule.scope.findSet(data.slice(1))?.id;
  rule.push('objref', { keySlot: 0, set: data.slice(1), setId: id });
}

export function objectKindOf(type: number): ObjectKind | undefined {
  return Object.entries(OBJECT_TYPE).find(([, number]) => number === type)?.[0] as ObjectKind | undefined;
}

export function readObjectReference(expression: ExpressionOf<'objref'>): object | undefined {
  const kind = objectKindOf(expression.type ?? 0);
  return kind === undefined || expression.object === undefined ? undefined : { [kind]: expression.object };
}
