/** A copy to a host (ip, ip6), or in netdev tables out of a device, whose name is then the `addr`. */
export interface DupStatement {
  readonly dup: { readonly addr: string; readonly dev?: string };
}

export function dup(addr: string, dev?: string): DupStatement {
  return { dup: dev === undefined ? { addr } : { addr, dev } };
}
