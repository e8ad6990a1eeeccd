/** No connection tracking for this packet; before priority −200. */
export interface NotrackStatement {
  readonly notrack: null;
}

export function notrack(): NotrackStatement {
  return { notrack: null };
}
