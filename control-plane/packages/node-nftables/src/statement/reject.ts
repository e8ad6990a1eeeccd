/** Answers instead of dropping. IP families only on kernels without nft_reject_bridge. `tcp reset` needs a TCP match. */
export interface RejectStatement {
  readonly reject: RejectKind | null;
}

export type RejectKind =
  | { readonly type: 'tcp reset' }
  | { readonly type: 'icmp' | 'icmpv6' | 'icmpx'; readonly expr: string };

export function reject(kind?: RejectKind): RejectStatement {
  return { reject: kind ?? null };
}
