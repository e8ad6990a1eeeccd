import type { Selector } from '../expression/expression.ts';
import type { SetReference } from '../expression/set-reference.ts';
import type { ElementValue } from '../object/element.ts';
import type { VerdictStatement } from './verdict.ts';

/** The verdict a map holds for the packet; none, and the rule ends there. */
export interface VerdictMapStatement {
  readonly vmap: { readonly key: Selector; readonly data: SetReference | AnonymousVerdictMap };
}

export interface AnonymousVerdictMap {
  readonly set: readonly (readonly [ElementValue, VerdictStatement])[];
}

export function verdictMap(key: Selector, data: SetReference | AnonymousVerdictMap['set']): VerdictMapStatement {
  return { vmap: { key, data: typeof data === 'string' ? data : { set: data } } };
}
