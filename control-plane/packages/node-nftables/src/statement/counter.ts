/** A string names a counter object; otherwise an anonymous counter of the rule (values appear only in listings). */
export interface CounterStatement {
  readonly counter: string | { readonly packets: number; readonly bytes: number } | null;
}

export function counter(name?: string): CounterStatement {
  return { counter: name ?? null };
}
