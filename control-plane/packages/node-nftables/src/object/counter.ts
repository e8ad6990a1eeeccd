import type { Family } from './table.ts';

export interface CounterObject {
  readonly counter: NamedCounter;
}

/** Exact however many rules share it; survives the program, not the table. */
export interface NamedCounter {
  readonly family: Family;
  readonly table: string;
  readonly name: string;
  readonly handle?: number;
  readonly packets?: number;
  readonly bytes?: number;
}
