/** To a local socket (with IP_TRANSPARENT) without changing the packet, at prerouting. */
export interface TproxyStatement {
  readonly tproxy: { readonly family?: 'ip' | 'ip6'; readonly addr?: string; readonly port?: number };
}

export function tproxy(to: TproxyStatement['tproxy']): TproxyStatement {
  return { tproxy: to };
}
