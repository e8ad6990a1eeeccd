/** What the routing table says of an address: the device it is reached by, or its type. Compare `oif` with false for "no way back". */
export interface FibExpression {
  readonly fib: { readonly result: FibResult; readonly flags: FibFlag | readonly FibFlag[] };
}

export type FibResult = 'oif' | 'oifname' | 'type';
/** One of saddr and daddr; mark, iif and oif narrow the question. */
export type FibFlag = 'saddr' | 'daddr' | 'mark' | 'iif' | 'oif';

export function fib(result: FibResult, flags: readonly FibFlag[]): FibExpression {
  return { fib: { result, flags } };
}
