/** Remembers when the rule was last reached. */
export interface LastStatement {
  readonly last: null;
}

export function last(): LastStatement {
  return { last: null };
}
