/** To a chain of the same table; `jump` comes back, `goto` does not. */
export interface JumpStatement {
  readonly jump: { readonly target: string };
}

export interface GotoStatement {
  readonly goto: { readonly target: string };
}

export function jump(target: string): JumpStatement {
  return { jump: { target } };
}

export function goTo(target: string): GotoStatement {
  return { goto: { target } };
}
