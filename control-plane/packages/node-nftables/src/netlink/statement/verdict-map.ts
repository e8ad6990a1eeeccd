/** `vmap`: the verdict a map has for the packet. */
import { type ExpressionOf, VERDICT_SLOT } from '../rule/kernel-expression.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { lookupMap } from '../selector/map-lookup.ts';

export function compileVerdictMap(rule: RuleBuilder, body: unknown): void {
  lookupMap(rule, body, 0, VERDICT_SLOT, { types: 'verdict', bytes: 0 });
}

export function isVerdictLookup(expression: ExpressionOf<'lookup'>): boolean {
  return expression.dreg === VERDICT_SLOT;
}
