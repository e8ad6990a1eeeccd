/** `snat`: another source address for the connection. */
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { compileTranslation } from './address-translation.ts';

export function compileSnat(rule: RuleBuilder, body: unknown): void {
  compileTranslation(rule, 'snat', body);
}
