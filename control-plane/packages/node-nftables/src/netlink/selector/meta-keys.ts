/** `meta` keys: number in the kernel, type, width; order where it is not the type's own. */
export interface RegisterKey {
  readonly number: number;
  readonly type: string;
  readonly bytes: number;
  readonly order?: 'host' | 'big';
}

const key = (number: number, type: string, bytes: number, order?: 'host' | 'big'): RegisterKey => ({
  number,
  type,
  bytes,
  ...(order === undefined ? {} : { order }),
});

export const META_KEYS: Readonly<Record<string, RegisterKey>> = {
  length: key(0, 'integer', 4, 'host'),
  protocol: key(1, 'ether_type', 2),
  priority: key(2, 'classid', 4),
  mark: key(3, 'mark', 4),
  iif: key(4, 'iface_index', 4),
  oif: key(5, 'iface_index', 4),
  iifname: key(6, 'ifname', 16),
  oifname: key(7, 'ifname', 16),
  iiftype: key(8, 'iface_type', 2),
  oiftype: key(9, 'iface_type', 2),
  skuid: key(10, 'uid', 4),
  skgid: key(11, 'gid', 4),
  nftrace: key(12, 'integer', 1, 'host'),
  rtclassid: key(13, 'realm', 4),
  nfproto: key(15, 'nf_proto', 1),
  l4proto: key(16, 'inet_proto', 1),
  ibrname: key(17, 'ifname', 16),
  obrname: key(18, 'ifname', 16),
  pkttype: key(19, 'pkt_type', 1),
  cpu: key(20, 'integer', 4, 'host'),
  iifgroup: key(21, 'devgroup', 4),
  oifgroup: key(22, 'devgroup', 4),
  cgroup: key(23, 'integer', 4, 'host'),
  random: key(24, 'integer', 4, 'big'),
  iifkind: key(26, 'ifname', 16),
  oifkind: key(27, 'ifname', 16),
  ibrpvid: key(28, 'integer', 2, 'host'),
  ibrvproto: key(29, 'ether_type', 2),
  sdif: key(33, 'iface_index', 4),
  sdifname: key(34, 'ifname', 16),
};

export const CT_KEYS: Readonly<Record<string, RegisterKey>> = {
  state: key(0, 'ct_state', 4),
  direction: key(1, 'ct_dir', 1),
  status: key(2, 'ct_status', 4),
  mark: key(3, 'mark', 4),
  expiration: key(5, 'integer', 4, 'host'),
  helper: key(6, 'string', 16),
  l3proto: key(7, 'nf_proto', 1),
  protocol: key(10, 'inet_proto', 1),
  'proto-src': key(11, 'inet_service', 2),
  'proto-dst': key(12, 'inet_service', 2),
  packets: key(14, 'integer', 8, 'host'),
  bytes: key(15, 'integer', 8, 'host'),
  avgpkt: key(16, 'integer', 8, 'host'),
  zone: key(17, 'integer', 2, 'host'),
  'ip saddr': key(19, 'ipv4_addr', 4),
  'ip daddr': key(20, 'ipv4_addr', 4),
  'ip6 saddr': key(21, 'ipv6_addr', 16),
  'ip6 daddr': key(22, 'ipv6_addr', 16),
  id: key(23, 'integer', 4, 'big'),
};

export const FIB_RESULTS: Readonly<Record<string, RegisterKey>> = {
  oif: key(1, 'iface_index', 4),
  oifname: key(2, 'ifname', 16),
  type: key(3, 'fib_addrtype', 4),
};

export const SOCKET_KEYS: Readonly<Record<string, RegisterKey>> = {
  transparent: key(0, 'integer', 1, 'host'),
  mark: key(1, 'mark', 4),
  wildcard: key(2, 'integer', 1, 'host'),
};

export const RT_KEYS: Readonly<Record<string, RegisterKey>> = {
  classid: key(0, 'realm', 4),
  nexthop: key(1, 'ipv4_addr', 4),
  mtu: key(3, 'integer', 2, 'host'),
};

export function nameOfKey(keys: Readonly<Record<string, RegisterKey>>, number: number): string | undefined {
  return Object.entries(keys).find(([, entry]) => entry.number === number)?.[0];
}
