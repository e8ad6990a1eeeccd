/** `dnat`: another destination for the connection. */
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { compileTranslation } from './address-translation.ts';

export function compileDnat(rule: RuleBuilder, body: unknown): void {
  compileTranslation(rule, 'dnat', body);
}
