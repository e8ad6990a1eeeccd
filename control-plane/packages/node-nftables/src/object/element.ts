import type { ConcatExpression } from '../expression/concat.ts';
import type { PrefixExpression } from '../expression/prefix.ts';
import type { RangeExpression } from '../expression/range.ts';
import type { MapElement } from './map.ts';
import type { Family } from './table.ts';

/** A key of a plain set, or one part of a concatenated key. */
export type KeyPart = string | number | PrefixExpression | RangeExpression;
export type ElementValue = KeyPart | ConcatExpression;

/** An element with its properties. `timeout` and `expires` in seconds (whole), the counter as counted by the kernel. */
export interface ElementWithProperties {
  readonly elem: {
    readonly val: ElementValue;
    readonly timeout?: number;
    readonly expires?: number;
    readonly comment?: string;
    readonly counter?: { readonly packets: number; readonly bytes: number };
  };
}

export type ListedElement = ElementValue | ElementWithProperties;

/** The form of add/delete commands; of maps, pairs of key and value. */
export interface ElementObject {
  readonly element: {
    readonly family: Family;
    readonly table: string;
    readonly name: string;
    readonly elem: readonly (ListedElement | MapElement)[];
  };
}
