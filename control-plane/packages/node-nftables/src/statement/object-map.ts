import type { Selector } from '../expression/expression.ts';
import type { SetReference } from '../expression/set-reference.ts';

/** The object a map of objects holds for the packet. */
export interface ObjectMap {
  readonly map: { readonly key: Selector; readonly data: SetReference };
}
