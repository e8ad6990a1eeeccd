/** Header fields by their names in nft(8): type, first bit and width within the header. */
export type HeaderBase = 'link' | 'network' | 'transport';
export const BASE_NUMBER: Readonly<Record<HeaderBase, number>> = { link: 0, network: 1, transport: 2 };

export interface HeaderField {
  readonly type: string;
  readonly bit: number;
  readonly bits: number;
}

export interface Header {
  readonly base: HeaderBase;
  /** Bits before the header within its base: a VLAN tag stands behind the Ethernet header. */
  readonly skip: number;
  readonly fields: Readonly<Record<string, HeaderField>>;
}

const field = (type: string, bit: number, bits: number): HeaderField => ({ type, bit, bits });
const number = (bit: number, bits: number): HeaderField => field('integer', bit, bits);
const ports = { sport: field('inet_service', 0, 16), dport: field('inet_service', 16, 16) };
const header = (base: HeaderBase, fields: Header['fields'], skip = 0): Header => ({ base, skip, fields });

export const HEADERS: Readonly<Record<string, Header>> = {
  ether: header('link', {
    daddr: field('ether_addr', 0, 48),
    saddr: field('ether_addr', 48, 48),
    type: field('ether_type', 96, 16),
  }),
  vlan: header(
    'link',
    { pcp: number(0, 3), dei: number(3, 1), cfi: number(3, 1), id: number(4, 12), type: field('ether_type', 16, 16) },
    112,
  ),
  arp: header('network', {
    htype: number(0, 16),
    ptype: field('ether_type', 16, 16),
    hlen: number(32, 8),
    plen: number(40, 8),
    operation: field('arp_op', 48, 16),
    'saddr ether': field('ether_addr', 64, 48),
    'saddr ip': field('ipv4_addr', 112, 32),
    'daddr ether': field('ether_addr', 144, 48),
    'daddr ip': field('ipv4_addr', 192, 32),
  }),
  ip: header('network', {
    version: number(0, 4),
    hdrlength: number(4, 4),
    dscp: field('dscp', 8, 6),
    ecn: field('ecn', 14, 2),
    length: number(16, 16),
    id: number(32, 16),
    'frag-off': number(48, 16),
    ttl: number(64, 8),
    protocol: field('inet_proto', 72, 8),
    checksum: number(80, 16),
    saddr: field('ipv4_addr', 96, 32),
    daddr: field('ipv4_addr', 128, 32),
  }),
  ip6: header('network', {
    version: number(0, 4),
    dscp: field('dscp', 4, 6),
    ecn: field('ecn', 10, 2),
    flowlabel: number(12, 20),
    length: number(32, 16),
    nexthdr: field('inet_proto', 48, 8),
    hoplimit: number(56, 8),
    saddr: field('ipv6_addr', 64, 128),
    daddr: field('ipv6_addr', 192, 128),
  }),
  icmp: header('transport', {
    type: field('icmp_type', 0, 8),
    code: field('icmp_code', 8, 8),
    checksum: number(16, 16),
    id: number(32, 16),
    sequence: number(48, 16),
    gateway: number(32, 32),
    mtu: number(48, 16),
  }),
  icmpv6: header('transport', {
    type: field('icmpv6_type', 0, 8),
    code: field('icmpv6_code', 8, 8),
    checksum: number(16, 16),
    mtu: number(32, 32),
    'parameter-problem': number(32, 32),
    id: number(32, 16),
    sequence: number(48, 16),
    'max-delay': number(32, 16),
  }),
  igmp: header('transport', {
    type: field('igmp_type', 0, 8),
    mrt: number(8, 8),
    checksum: number(16, 16),
    group: field('ipv4_addr', 32, 32),
  }),
  tcp: header('transport', {
    ...ports,
    sequence: number(32, 32),
    ackseq: number(64, 32),
    doff: number(96, 4),
    reserved: number(100, 4),
    flags: field('tcp_flag', 104, 8),
    window: number(112, 16),
    checksum: number(128, 16),
    urgptr: number(144, 16),
  }),
  udp: header('transport', { ...ports, length: number(32, 16), checksum: number(48, 16) }),
  udplite: header('transport', { ...ports, csumcov: number(32, 16), checksum: number(48, 16) }),
  sctp: header('transport', { ...ports, vtag: number(32, 32), checksum: number(64, 32) }),
  dccp: header('transport', { ...ports }),
  ah: header('transport', {
    nexthdr: field('inet_proto', 0, 8),
    hdrlength: number(8, 8),
    reserved: number(16, 16),
    spi: number(32, 32),
    sequence: number(64, 32),
  }),
  esp: header('transport', { spi: number(0, 32), sequence: number(32, 32) }),
  comp: header('transport', { nexthdr: field('inet_proto', 0, 8), flags: number(8, 8), cpi: number(16, 16) }),
  th: header('transport', { ...ports }),
};

/** Numbers by which a header announces the next one. */
export const NETWORK_ETHER_TYPE: Readonly<Record<string, number>> = { ip: 0x0800, arp: 0x0806, ip6: 0x86dd };
export const NETWORK_NF_PROTOCOL: Readonly<Record<string, number>> = { ip: 2, ip6: 10 };
export const VLAN_ETHER_TYPE = 0x8100;
export const TRANSPORT_PROTOCOL: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  dccp: 33,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  comp: 108,
  sctp: 132,
  udplite: 136,
};
/** Transports that stand on one network protocol only. */
export const TRANSPORT_NETWORK: Readonly<Record<string, string>> = { icmp: 'ip', igmp: 'ip', icmpv6: 'ip6' };

export function keyOfNumber(table: Readonly<Record<string, number>>, wanted: number): string | undefined {
  return Object.entries(table).find(([, known]) => known === wanted)?.[0];
}
