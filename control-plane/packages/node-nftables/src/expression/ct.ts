/** Connection tracking. In the bridge family it needs nf_conntrack_bridge; in the IP families br_netfilter is enough. */
export interface CtExpression {
  readonly ct: { readonly key: CtKey; readonly dir?: 'original' | 'reply' };
}

export type CtKey = 'state' | 'status' | 'mark' | 'direction' | 'bytes' | 'packets' | 'avgpkt' | 'expiration';

export function ct(key: CtKey, dir?: 'original' | 'reply'): CtExpression {
  return { ct: dir === undefined ? { key } : { key, dir } };
}
