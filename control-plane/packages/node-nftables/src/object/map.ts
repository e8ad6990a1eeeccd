import type { ConcatExpression } from '../expression/concat.ts';
import type { VerdictStatement } from '../statement/verdict.ts';
import type { ElementValue, ElementWithProperties } from './element.ts';
import type { KeyType, NftSet } from './set.ts';

export interface MapObject {
  readonly map: NftMap;
}

/** Keys that lead to verdicts, values or objects of the table. Concatenated values are written `ipv4_addr . inet_service`. */
export interface NftMap extends Omit<NftSet, 'elem' | 'stmt'> {
  readonly map: MapTarget;
  readonly elem?: readonly MapElement[];
}

export type MapTarget = 'verdict' | 'counter' | 'quota' | 'limit' | KeyType | `${KeyType} . ${string}`;
export type MapValue = VerdictStatement | string | number | ConcatExpression;
export type MapElement = readonly [ElementValue | ElementWithProperties, MapValue];
