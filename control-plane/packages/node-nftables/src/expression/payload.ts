/** A field of a packet header by its name in nft(8), e.g. `ip saddr`, `tcp dport`, `ether type`; or raw bits. */
export interface PayloadExpression {
  readonly payload: { readonly protocol: PayloadProtocol; readonly field: string } | RawPayload;
}

/** Offset and length in bits, from the link, network or transport header or what is inside. */
export interface RawPayload {
  readonly base: 'll' | 'nh' | 'th' | 'ih';
  readonly offset: number;
  readonly len: number;
}

export type PayloadProtocol =
  | 'ether'
  | 'vlan'
  | 'arp'
  | 'ip'
  | 'ip6'
  | 'icmp'
  | 'icmpv6'
  | 'igmp'
  | 'tcp'
  | 'udp'
  | 'udplite'
  | 'dccp'
  | 'sctp'
  | 'th'
  | 'ah'
  | 'esp'
  | 'comp';

export function payload(protocol: PayloadProtocol, field: string): PayloadExpression {
  return { payload: { protocol, field } };
}

/** `@th,16,16`: offset and length in bits. */
export function rawPayload(base: RawPayload['base'], offset: number, len: number): PayloadExpression {
  return { payload: { base, offset, len } };
}
