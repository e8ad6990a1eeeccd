import type { ObjectMap } from './object-map.ts';

/** A string names a counter object, a map chooses one; otherwise an anonymous counter of the rule (values appear only in listings). */
export interface CounterStatement {
  readonly counter: string | ObjectMap | { readonly packets: number; readonly bytes: number } | null;
}

export function counter(name?: string | ObjectMap): CounterStatement {
  return { counter: name ?? null };
}
