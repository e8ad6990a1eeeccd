/** Verdict `drop`: final. Statements after it in the same rule never run. */
export interface DropStatement {
  readonly drop: null;
}

export function drop(): DropStatement {
  return { drop: null };
}
