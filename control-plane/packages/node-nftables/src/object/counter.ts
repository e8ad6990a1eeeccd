import type { ObjectPlace } from './table.ts';

export interface CounterObject {
  readonly counter: NamedCounter;
}

/** Exact however many rules share it; survives the program, not the table. */
export interface NamedCounter extends ObjectPlace {
  readonly packets?: number;
  readonly bytes?: number;
}
