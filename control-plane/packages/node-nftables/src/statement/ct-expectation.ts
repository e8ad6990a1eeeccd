import type { ObjectMap } from './object-map.ts';

/** Expects another connection, as an object of the table says, by name. */
export interface CtExpectationStatement {
  readonly 'ct expectation': string | ObjectMap;
}

export function ctExpectation(name: string): CtExpectationStatement {
  return { 'ct expectation': name };
}
