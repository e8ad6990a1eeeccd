/** Packet metadata. `ibrname`/`obrname` need nft_meta_bridge, which some kernels lack: prefer the port's `iifname`. */
export interface MetaExpression {
  readonly meta: { readonly key: MetaKey };
}

export type MetaKey =
  | 'length'
  | 'protocol'
  | 'priority'
  | 'mark'
  | 'iif'
  | 'oif'
  | 'iifname'
  | 'oifname'
  | 'iiftype'
  | 'oiftype'
  | 'skuid'
  | 'skgid'
  | 'nftrace'
  | 'rtclassid'
  | 'nfproto'
  | 'l4proto'
  | 'ibrname'
  | 'obrname'
  | 'pkttype'
  | 'cpu'
  | 'iifgroup'
  | 'oifgroup'
  | 'cgroup'
  | 'random'
  | 'iifkind'
  | 'oifkind'
  | 'ibrpvid'
  | 'ibrvproto'
  | 'sdif'
  | 'sdifname';

export function meta(key: MetaKey): MetaExpression {
  return { meta: { key } };
}
