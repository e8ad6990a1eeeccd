/** `redirect`: to the box itself. */
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { compilePorts } from './translation-bounds.ts';

export function compileRedirect(rule: RuleBuilder, body: unknown): void {
  compilePorts(rule, 'redir', body);
}
