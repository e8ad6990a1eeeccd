/** An inclusive range of addresses, ports or numbers. */
export interface RangeExpression {
  readonly range: readonly [string | number, string | number];
}

export function range(from: string | number, to: string | number): RangeExpression {
  return { range: [from, to] };
}
