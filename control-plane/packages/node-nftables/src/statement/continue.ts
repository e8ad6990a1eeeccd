/** Verdict `continue`: the next rule; for maps of verdicts. */
export interface ContinueStatement {
  readonly continue: null;
}

export function continueChain(): ContinueStatement {
  return { continue: null };
}
