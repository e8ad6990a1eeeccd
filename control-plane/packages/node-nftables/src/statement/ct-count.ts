/** How many connections there are (of the element, in a dynamic set); `inv`: more than that. */
export interface CtCountStatement {
  readonly 'ct count': { readonly val: number; readonly inv?: boolean };
}

export function ctCount(val: number, options: { readonly over?: boolean } = {}): CtCountStatement {
  return { 'ct count': { val, ...(options.over === true ? { inv: true } : {}) } };
}
