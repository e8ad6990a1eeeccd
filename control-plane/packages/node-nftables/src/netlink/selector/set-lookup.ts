import { isRecord } from '../element/encode-key.ts';
import { hasFlag, type SetDeclaration } from '../element/set-declaration.ts';
import type { AnonymousSetPlan, RuleBuilder } from '../rule/rule-builder.ts';
import type { Loaded } from './loaded.ts';

const BYTEORDER_HTON = 1;

/** Values of host order are turned around where they have to sort: in interval sets and for greater and less. */
export function toNetworkOrder(rule: RuleBuilder, loaded: Loaded, slot: number): Loaded {
  if (loaded.order === 'big' || loaded.types[0]?.name === 'ifname' || loaded.bytes === 1) return loaded;
  const { bytes } = loaded;
  rule.push('byteorder', { sreg: slot, dreg: slot, op: BYTEORDER_HTON, len: bytes, size: bytes });
  return { ...loaded, order: 'big' };
}

export function prepareLookup(rule: RuleBuilder, loaded: Loaded, declaration: SetDeclaration, slot: number): void {
  if (hasFlag(declaration, 'interval') && loaded.types.length === 1) toNetworkOrder(rule, loaded, slot);
}

export function keyTypes(loaded: Loaded): Pick<AnonymousSetPlan, 'types' | 'keyBytes' | 'shift' | 'order'> {
  const { types, bytes, shift, order } = loaded;
  return { types, keyBytes: bytes, shift, order: types.length === 1 ? order : undefined };
}

export function isIntervalMember(member: unknown): boolean {
  if (!isRecord(member)) return typeof member === 'string' && /^[0-9a-f.:]+\/\d{1,3}$/i.test(member);
  if ('range' in member || 'prefix' in member) return true;
  if (isRecord(member['elem'])) return isIntervalMember(member['elem']['val']);
  const parts = member['concat'];
  return Array.isArray(parts) && parts.some(isIntervalMember);
}
