/** `masquerade`: the source address of the device it leaves by. */
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { compilePorts } from './translation-bounds.ts';

export function compileMasquerade(rule: RuleBuilder, body: unknown): void {
  compilePorts(rule, 'masq', body);
}
