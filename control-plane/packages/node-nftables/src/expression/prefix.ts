/** An address prefix, e.g. 10.1.0.0/16. */
export interface PrefixExpression {
  readonly prefix: { readonly addr: string; readonly len: number };
}

export function prefix(addr: string, len: number): PrefixExpression {
  return { prefix: { addr, len } };
}
