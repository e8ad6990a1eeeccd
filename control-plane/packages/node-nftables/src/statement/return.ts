/** Verdict `return`: back to the calling chain, or the policy of a base chain. */
export interface ReturnStatement {
  readonly return: null;
}

export function returnFromChain(): ReturnStatement {
  return { return: null };
}
