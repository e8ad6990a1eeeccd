import type { ObjectMap } from './object-map.ts';

/** Gives the connection a helper object of the table, by name. */
export interface CtHelperStatement {
  readonly 'ct helper': string | ObjectMap;
}

export function ctHelper(name: string): CtHelperStatement {
  return { 'ct helper': name };
}
