/** Packet metadata. `ibrname`/`obrname` need nft_meta_bridge, which some kernels lack: prefer the port's `iifname`. */
export interface MetaExpression {
  readonly meta: { readonly key: MetaKey };
}

export type MetaKey =
  | 'iif'
  | 'iifname'
  | 'oif'
  | 'oifname'
  | 'ibrname'
  | 'obrname'
  | 'mark'
  | 'protocol'
  | 'l4proto'
  | 'nfproto'
  | 'length'
  | 'pkttype';

export function meta(key: MetaKey): MetaExpression {
  return { meta: { key } };
}
