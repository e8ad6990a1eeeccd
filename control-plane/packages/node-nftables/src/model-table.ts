import type { Chain } from './object/chain.ts';
import type { ListedElement } from './object/element.ts';
import type { MapElement, NftMap } from './object/map.ts';
import type { Rule } from './object/rule.ts';
import type { NftSet } from './object/set.ts';
import type { Family, TableObject } from './object/table.ts';

export interface ModelSet {
  readonly kind: 'set' | 'map';
  readonly set: Omit<NftSet, 'elem'> | Omit<NftMap, 'elem'>;
  elements: Map<string, ListedElement | MapElement>;
}

export interface ModelChain {
  readonly chain: Chain;
  rules: Rule[];
}

/** One table of the model. Stateful objects and flowtables by `kind name`: two kinds may share a name. */
export interface ModelTable {
  readonly table: TableObject['table'];
  readonly chains: Map<string, ModelChain>;
  readonly sets: Map<string, ModelSet>;
  readonly objects: Map<string, { readonly kind: string; readonly body: object }>;
}

export function newTable(table: TableObject['table']): ModelTable {
  return { table, chains: new Map(), sets: new Map(), objects: new Map() };
}

interface ObjectBody {
  readonly family: Family;
  readonly table: string;
  readonly name: string;
}

/** Every object but a table names the table it belongs to; rules name their chain instead of themselves. */
export function kindAndBody(object: object): readonly [string, ObjectBody] {
  const [kind, body] = Object.entries(object)[0] ?? ['', undefined];
  return [kind, body as ObjectBody];
}
