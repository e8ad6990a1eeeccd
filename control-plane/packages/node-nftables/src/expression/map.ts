import type { KeyPart } from '../object/element.ts';
import type { ConcatExpression } from './concat.ts';
import type { Selector } from './expression.ts';
import type { SetReference } from './set-reference.ts';

/** What a map holds for a key: a named map, or pairs written in the rule. No entry, and the rule ends there. */
export interface MapExpression {
  readonly map: { readonly key: Selector; readonly data: SetReference | AnonymousMap };
}

export interface AnonymousMap {
  readonly set: readonly (readonly [KeyPart | ConcatExpression, KeyPart | ConcatExpression])[];
}

export function mapOf(key: Selector, data: SetReference | AnonymousMap['set']): MapExpression {
  return { map: { key, data: typeof data === 'string' ? data : { set: data } } };
}
