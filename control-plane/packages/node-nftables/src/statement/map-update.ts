import type { Selector } from '../expression/expression.ts';
import type { SetReference } from '../expression/set-reference.ts';
import type { SetUpdateElement } from './set-update.ts';

/** The packet path writes into a map: a field of the packet under another. */
export interface MapUpdateStatement {
  readonly map: {
    readonly op: 'add' | 'update' | 'delete';
    readonly elem: SetUpdateElement;
    readonly data: Selector;
    readonly map: SetReference;
  };
}

export function mapUpdate(
  op: MapUpdateStatement['map']['op'],
  mapName: string,
  elem: SetUpdateElement,
  data: Selector,
): MapUpdateStatement {
  return { map: { op, elem, data, map: `@${mapName}` } };
}
