import type { ElementStatement, SetUpdateElement } from './set-update.ts';

/** A set of the rule's own with one statement for each element: the older form of a dynamic set, which is named and outlives its rule. */
export interface MeterStatement {
  readonly meter: {
    readonly name: string;
    readonly key: SetUpdateElement;
    readonly stmt: ElementStatement;
    /** Most elements; 65,535 where nothing is said. */
    readonly size?: number;
  };
}

export function meter(name: string, key: SetUpdateElement, stmt: ElementStatement, size?: number): MeterStatement {
  return { meter: { name, key, stmt, ...(size === undefined ? {} : { size }) } };
}
