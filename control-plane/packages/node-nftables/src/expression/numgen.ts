/** A number below `mod` (plus offset) for spreading packets: counting up, or random. */
export interface NumgenExpression {
  readonly numgen: { readonly mode: 'inc' | 'random'; readonly mod: number; readonly offset?: number };
}

export function numgen(mode: 'inc' | 'random', mod: number, offset = 0): NumgenExpression {
  return { numgen: { mode, mod, offset } };
}
