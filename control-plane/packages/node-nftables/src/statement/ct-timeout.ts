import type { ObjectMap } from './object-map.ts';

/** Gives the connection a time-out policy of the table, by name. */
export interface CtTimeoutStatement {
  readonly 'ct timeout': string | ObjectMap;
}

export function ctTimeout(name: string): CtTimeoutStatement {
  return { 'ct timeout': name };
}
