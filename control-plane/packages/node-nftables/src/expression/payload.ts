/** A field of a packet header by its name in nft(8), e.g. `ip saddr`, `tcp dport`, `ether type`. */
export interface PayloadExpression {
  readonly payload: { readonly protocol: PayloadProtocol; readonly field: string };
}

export type PayloadProtocol =
  | 'ether'
  | 'vlan'
  | 'arp'
  | 'ip'
  | 'ip6'
  | 'icmp'
  | 'icmpv6'
  | 'tcp'
  | 'udp'
  | 'th'
  | 'sctp'
  | 'ah'
  | 'esp';

export function payload(protocol: PayloadProtocol, field: string): PayloadExpression {
  return { payload: { protocol, field } };
}
