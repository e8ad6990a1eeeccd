/** Verdict `accept`: leaves this base chain; later hooks still see the packet. */
export interface AcceptStatement {
  readonly accept: null;
}

export function accept(): AcceptStatement {
  return { accept: null };
}
