/** The packet itself out of a device, in netdev chains; with an address through that neighbour. */
export interface FwdStatement {
  readonly fwd: { readonly dev: string; readonly addr?: string; readonly family?: 'ip' | 'ip6' };
}

export function fwd(dev: string, via?: { readonly family: 'ip' | 'ip6'; readonly addr: string }): FwdStatement {
  return { fwd: via === undefined ? { dev } : { dev, ...via } };
}
