/** `meter`: a set of the rule's own that the packet path writes, one statement for each element (the older form of `set`). */
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { loadSelector } from '../selector/selector.ts';
import { compileInner, DYNSET_OPS } from './set-update.ts';

/** What nft gives a meter that does not say. */
const DEFAULT_SIZE = 65_535;

export function compileMeter(rule: RuleBuilder, body: unknown): void {
  const { name, key: given, stmt, size = DEFAULT_SIZE } = isRecord(body) ? body : ({} as Record<string, unknown>);
  if (typeof name !== 'string' || name === '' || typeof size !== 'number' || !isRecord(stmt)) {
    rule.refuse('meter: name, key, stmt and a size');
    return;
  }
  const { val: key, timeout } =
    isRecord(given) && isRecord(given['elem']) ? given['elem'] : { val: given, timeout: undefined };
  const loaded = loadSelector(rule, key, 0);
  if (loaded === undefined) return;
  const inner = compileInner(rule, [stmt]);
  const isTimed = typeof timeout === 'number';
  const setId = rule.scope.addMeter({ name, size, isTimed, types: loaded.types, keyBytes: loaded.bytes });
  rule.push('dynset', {
    keySlot: 0,
    op: isTimed ? DYNSET_OPS['update'] : DYNSET_OPS['add'],
    ...(isTimed ? { timeout: timeout * 1000 } : {}),
    set: name,
    setId,
    expressions: inner,
  });
}
