/** Connection tracking. In the bridge family it needs nf_conntrack_bridge; in the IP families br_netfilter is enough. */
export interface CtExpression {
  readonly ct: { readonly key: CtKey; readonly dir?: CtDirection };
}

export type CtDirection = 'original' | 'reply';
export type CtKey =
  | 'state'
  | 'status'
  | 'mark'
  | 'direction'
  | 'helper'
  | 'expiration'
  | 'id'
  | 'zone'
  | 'l3proto'
  | 'protocol'
  | 'ip saddr'
  | 'ip daddr'
  | 'ip6 saddr'
  | 'ip6 daddr'
  | 'proto-src'
  | 'proto-dst'
  | 'bytes'
  | 'packets'
  | 'avgpkt';

/** Addresses and ports of a connection need a direction; counts may have one. */
export function ct(key: CtKey, dir?: CtDirection): CtExpression {
  return { ct: dir === undefined ? { key } : { key, dir } };
}
