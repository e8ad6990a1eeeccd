import type { Family } from '../src/index.ts';

/** Tables and rules in nft's own language, one of everything this package knows and the kernel here has. */
export interface AgreementRuleset {
  readonly family: Family;
  readonly table: string;
  readonly declarations: string;
  /** Chain and rule. */
  readonly rules: readonly (readonly [string, string])[];
}

export const AGREEMENT_RULESETS: readonly AgreementRuleset[] = [
  {
    family: 'inet',
    table: 't',
    declarations: `table inet t {
  counter blocked { }
  quota q1 { over 25 mbytes }
  limit l1 { rate 10/second burst 7 packets }
  set geo4 { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.1.1, 200.0.0.0-255.255.255.255 } }
  set m { type mark; elements = { 5, 6 } }
  set svc { type inet_service; flags interval; elements = { 5-10, 80 } }
  set ifs { type ifname; elements = { "lan", "wan" } }
  set cc { type ipv4_addr . inet_service; flags interval; elements = { 10.0.0.0/8 . 80-90, 1.2.3.4 . 5 } }
  set led { type ipv4_addr . inet_service . ipv4_addr . inet_service . inet_proto; flags dynamic,timeout; timeout 1h; size 100; counter; }
  map vm { type ipv4_addr : verdict; elements = { 1.2.3.4 : drop, 1.2.3.5 : jump foo } }
  map pm { type inet_service : ipv4_addr; elements = { 80 : 1.2.3.4 } }
  chain foo { }
  chain c {
    type filter hook forward priority -300; policy accept;
  }
  chain nat { type nat hook prerouting priority -100;
  }
  chain pn { type nat hook postrouting priority 100;
  }
}
`,
    rules: [
      ['c', 'ip saddr @geo4 counter name blocked drop comment "hello"'],
      ['c', 'ip6 saddr 2001:db8::/32 accept'],
      ['c', 'tcp dport { 80, 443 } accept'],
      ['c', 'tcp dport 1000-2000 log group 5 prefix "x" snaplen 128'],
      ['c', 'udp dport != 53 limit rate over 10/second burst 20 packets drop'],
      ['c', 'icmpv6 type { nd-router-solicit, nd-neighbor-solicit } accept'],
      ['c', 'icmp type echo-request accept'],
      ['c', 'ct state established,related accept'],
      ['c', 'ct direction reply meta mark 0x10000 meta mark set 0x30000'],
      ['c', 'meta mark and 0x30000 == 0x10000 jump foo'],
      ['c', 'meta l4proto { tcp, udp } add @led { ip saddr . th sport . ip daddr . th dport . meta l4proto }'],
      ['c', 'meta l4proto { tcp, udp } th dport 9 drop'],
      ['c', 'iifname "lan" ip daddr vmap @vm'],
      ['c', 'tcp dport 25 reject with tcp reset'],
      ['c', 'reject'],
      ['c', 'tcp flags & (syn|ack) == syn drop'],
      ['c', 'ip saddr 10.1.0.0/16 return'],
      ['c', 'ct mark set meta mark'],
      ['c', 'ether saddr 02:00:00:00:00:01 drop'],
      ['c', 'iifname @ifs accept'],
      ['c', 'ip saddr . tcp dport @cc accept'],
      ['c', 'tcp dport 5-10 ip daddr 1.2.3.4-1.2.3.9 accept'],
      ['c', 'meta mark @m accept'],
      ['c', 'tcp dport @svc accept'],
      ['c', 'quota name "q1" accept'],
      ['c', 'limit name "l1" accept'],
      ['c', 'iifname "eth*" accept'],
      ['c', 'counter'],
      ['c', 'ct bytes > 1000 accept'],
      ['nat', 'tcp dport 8080 redirect to :3128'],
      ['nat', 'tcp dport 81 dnat ip to 10.0.0.1:80'],
      ['nat', 'dnat ip to tcp dport map @pm'],
      ['pn', 'oifname "wan" masquerade'],
      ['pn', 'oifname "wan" snat ip to 1.2.3.4 persistent'],
    ],
  },
  {
    family: 'bridge',
    table: 'b',
    declarations: `table bridge b {
  counter c1 { }
  set geo4 { type ipv4_addr; flags interval; }
  set geo6 { type ipv6_addr; flags interval; }
  set led { type ipv4_addr . inet_service . ipv4_addr . inet_service . inet_proto; flags dynamic,timeout; timeout 1h; size 100; counter; }
  set macs { type ether_addr; }
  map dm { type ipv4_addr : mark; }
  chain c {
    type filter hook forward priority -300; policy accept;
  }
  chain d { }
}
`,
    rules: [
      ['c', 'ip saddr @geo4 drop'],
      ['c', 'ip6 saddr @geo6 drop'],
      ['c', 'tcp dport 80 accept'],
      ['c', 'icmpv6 type { nd-router-solicit, nd-neighbor-solicit } accept'],
      ['c', 'icmp type echo-request accept'],
      ['c', 'ether type arp log group 6 prefix "x" snaplen 1500'],
      ['c', 'ether type ip accept'],
      ['c', 'ether saddr @macs drop'],
      ['c', 'udp dport { 67, 68 } accept'],
      ['c', 'meta l4proto { tcp, udp } add @led { ip saddr . th sport . ip daddr . th dport . meta l4proto }'],
      [
        'c',
        'meta l4proto { tcp, udp } update @led { ip saddr . th sport . ip daddr . th dport . meta l4proto timeout 30s }',
      ],
      ['c', 'vlan id 5 accept'],
      ['c', 'vlan id 5 ip saddr 1.2.3.4 accept'],
      ['c', 'arp operation request accept'],
      ['c', 'ip dscp cs1 accept'],
      ['c', 'ip dscp { cs1, cs2 } accept'],
      ['c', 'ip6 dscp cs1 accept'],
      ['c', 'meta mark set ip saddr map @dm'],
      ['c', 'ether daddr set 02:00:00:00:00:01'],
      ['c', 'ip ttl set 5'],
      ['c', 'meta pkttype broadcast drop'],
      ['c', 'meta length > 1000 drop'],
      ['c', 'iif lo accept'],
      ['c', 'meta mark set meta mark | 0x10'],
      ['c', 'meta mark set meta mark & 0xff'],
      ['c', 'tcp flags syn drop'],
      ['c', 'tcp flags { syn, ack } drop'],
      ['c', 'tcp flags != syn drop'],
      ['c', 'tcp option maxseg size 1460 drop'],
      ['c', 'ip frag-off & 0x1fff != 0 drop'],
      ['c', 'ip6 nexthdr tcp accept'],
      ['c', 'ip protocol udp accept'],
      ['c', 'ip protocol udp udp dport 53 accept'],
      ['c', 'limit rate 10 mbytes/second accept'],
      ['c', 'ip version 4 accept'],
      ['c', 'exthdr frag exists accept'],
      ['c', 'ip saddr { 1.2.3.0/24, 10.0.0.0-10.0.0.5 } accept'],
      ['c', 'meta mark & 0xff == { 1, 2 } accept'],
      ['c', 'jump d'],
    ],
  },
  {
    family: 'ip',
    table: 'c',
    declarations: `table ip c {
  map om { type ipv4_addr : counter; elements = { 1.2.3.4 : "k1" } }
  counter k1 { packets 5 bytes 6 }
  set e { type ipv4_addr; flags timeout; timeout 1m; gc-interval 5s; size 300; comment "hi"; elements = { 1.1.1.1 timeout 50s comment "x", 2.2.2.2 } }
  set e2 { type ipv4_addr; counter; elements = { 3.3.3.3 counter packets 5 bytes 7 } }
  set mem { type ipv4_addr; flags interval; policy memory; auto-merge; }
  set dyn { type ipv4_addr; flags dynamic; size 100; }
  map im { type ipv4_addr : verdict; flags interval; elements = { 10.0.0.0/8 : drop, 11.0.0.0-11.0.0.5 : goto d } }
  map nm { type inet_service : ipv4_addr . inet_service; elements = { 80 : 1.2.3.4 . 8080 } }
  ct helper ftp { type "ftp" protocol tcp; l3proto ip; }
  chain d {
 }
  chain in { type filter hook input priority 0; policy drop;
  }
  chain pre { type filter hook prerouting priority -300; 
  }
  chain n { type nat hook prerouting priority -100;
  }
  chain p { type nat hook postrouting priority 100;
  }
}
`,
    rules: [
      ['in', 'counter name ip saddr map @om'],
      ['in', 'tcp dport 22 ct state new limit rate 3/minute burst 5 packets accept'],
      ['in', 'tcp dport vmap { 22 : accept, 80 : jump d }'],
      ['in', 'ip saddr vmap @im'],
      ['in', 'meta mark set tcp dport map { 22 : 1, 80 : 2 }'],
      ['in', 'ip protocol { tcp, udp } accept'],
      ['in', 'meta l4proto 47 accept'],
      ['in', 'ip saddr 10.0.0.0/9 drop'],
      ['in', 'ip saddr != 10.0.0.0/9 drop'],
      ['in', 'ip saddr != 10.0.0.0/8 drop'],
      ['in', 'ip saddr != 10.0.0.1-10.0.0.9 drop'],
      ['in', 'ip length > 1000 drop'],
      ['in', 'ip ttl < 5 drop'],
      ['in', 'ip dscp set cs1'],
      ['in', 'ip saddr set 1.2.3.4'],
      ['in', 'tcp dport set 8080'],
      ['in', 'udp checksum set 0'],
      ['in', 'fib saddr . iif oif missing drop'],
      ['in', 'fib daddr type local accept'],
      ['in', 'fib daddr . iif type != { local, broadcast, multicast } drop'],
      ['in', 'socket transparent 1 accept'],
      ['in', 'ct status assured accept'],
      ['in', 'ct status dnat,snat accept'],
      ['in', 'ct helper "ftp" accept'],
      ['in', 'ct helper set "ftp"'],
      ['in', 'ct original ip saddr 1.2.3.4 accept'],
      ['in', 'ct original packets > 100 accept'],
      ['in', 'ct original bytes 100-200 accept'],
      ['in', 'ct mark & 0xff == 5 accept'],
      ['in', 'ct mark set 7'],
      ['in', 'ct zone set 3'],
      ['in', 'ct count over 10 reject'],
      ['in', 'quota over 10 mbytes drop'],
      ['in', 'quota 500 bytes drop'],
      ['in', 'log'],
      ['in', 'log prefix "abc" level info flags all'],
      ['in', 'log flags skuid'],
      ['in', 'reject'],
      ['in', 'reject with icmp type host-unreachable'],
      ['in', 'reject with tcp reset'],
      ['in', 'dup to 1.2.3.4 device lo'],
      ['in', 'meta skuid 1000 accept'],
      ['in', 'meta skgid > 5 accept'],
      ['in', 'meta iiftype ether accept'],
      ['in', 'meta cpu 1 accept'],
      ['in', 'meta iif { lo } accept'],
      ['in', 'meta oifname != "x*" accept'],
      ['in', 'meta mark 0x5-0x9 accept'],
      ['in', 'meta mark != { 1, 2, 3 } accept'],
      ['in', 'meta mark { 1-5, 9 } accept'],
      ['in', 'meta length 1-100 accept'],
      ['in', 'meta priority set 1:2'],
      ['in', 'meta nftrace set 1'],
      ['in', 'tcp flags syn / fin,syn accept'],
      ['in', 'tcp flags != ( fin | syn ) accept'],
      ['in', 'tcp option timestamp exists accept'],
      ['in', 'tcp option window count 5 accept'],
      ['in', '@th,0,16 5 accept'],
      ['in', '@nh,8,4 3 accept'],
      ['in', 'add @e { ip saddr timeout 10s }'],
      ['in', 'update @dyn { ip saddr limit rate over 10/second burst 5 packets } drop'],
      ['in', 'delete @e { ip saddr }'],
      ['in', 'meter busy size 100 { ip saddr limit rate over 10/second burst 5 packets } drop'],
      ['in', 'meter many { ip saddr . tcp dport timeout 10s ct count over 3 } drop'],
      ['in', 'icmp type { echo-request, echo-reply } icmp code 0 accept'],
      ['in', 'icmp id 5 accept'],
      ['in', 'jhash ip saddr mod 4 seed 0x1 == 2 accept'],
      ['in', 'symhash mod 2 == 1 accept'],
      ['in', 'numgen inc mod 3 == 1 accept'],
      ['in', 'numgen random mod 10 offset 5 == 6 accept'],
      ['in', 'meta mark set jhash ip saddr . tcp sport mod 4 seed 0x5'],
      ['in', 'meta mark set numgen inc mod 3 offset 100'],
      ['in', 'ct mark set meta mark & 0xff'],
      ['in', 'meta mark set ct mark | 0x100'],
      ['in', 'meta mark set ct mark ^ 0x100'],
      ['in', 'ip saddr . ip daddr { 1.2.3.4 . 5.6.7.8, 1.1.1.1 . 2.2.2.2 } drop'],
      ['in', 'ip saddr . tcp dport vmap { 1.2.3.4 . 80 : accept }'],
      ['in', 'ip saddr . tcp dport { 1.2.3.0/24 . 80-90 } drop'],
      ['in', 'iifname . ip saddr { "lo" . 1.2.3.4 } accept'],
      ['in', 'goto d'],
      ['in', 'continue'],
      ['in', 'ip hdrlength 5 accept'],
      ['in', 'ip frag-off 5 accept'],
      ['in', 'ip ecn ce accept'],
      ['in', 'esp spi 5 accept'],
      ['in', 'ah spi 1-5 accept'],
      ['in', 'sctp dport 5 accept'],
      ['in', 'udplite dport 7 accept'],
      ['in', 'igmp type membership-query accept'],
      ['in', 'vlan id 5 accept'],
      ['in', 'ether type vlan accept'],
      ['pre', 'notrack'],
      ['pre', 'tcp dport 80 tproxy to :3128'],
      ['pre', 'ip daddr 5.5.5.5 tcp dport 81 tproxy to 127.0.0.1:3129'],
      ['n', 'dnat to 1.2.3.4-1.2.3.9'],
      ['n', 'tcp dport 80 dnat to 1.2.3.4:1000-2000 random'],
      ['n', 'dnat to tcp dport map @nm'],
      ['n', 'redirect'],
      ['n', 'tcp dport 5 redirect to :6 persistent'],
      ['n', 'dnat to numgen inc mod 2 map { 0 : 1.2.3.4, 1 : 1.2.3.5 }'],
      ['p', 'masquerade random,persistent'],
      ['p', 'tcp dport 5 masquerade to :1000-2000'],
      ['p', 'snat to 1.2.3.4'],
    ],
  },
  {
    family: 'ip6',
    table: 'd',
    declarations: `table ip6 d {
  set s { type ipv6_addr; flags interval; elements = { 2001:db8::/32, fe80::1, ff00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff } }
  map v { type ipv6_addr . inet_service : verdict; elements = { ::1 . 80 : drop } }
  chain c { type filter hook forward priority 0; policy accept;
  }
}
`,
    rules: [
      ['c', 'ip6 saddr @s drop'],
      ['c', 'ip6 saddr . tcp dport vmap @v'],
      ['c', 'ip6 saddr ::1 accept'],
      ['c', 'ip6 saddr != 2001:db8::/33 accept'],
      ['c', 'ip6 saddr 2001:db8::1-2001:db8::5 accept'],
      ['c', 'ip6 nexthdr { tcp, udp } accept'],
      ['c', 'ip6 hoplimit < 5 drop'],
      ['c', 'ip6 dscp cs1 accept'],
      ['c', 'ip6 hoplimit set 5'],
      ['c', 'ip6 dscp set cs2'],
      ['c', 'ip6 daddr set ::1'],
      ['c', 'reject with icmpv6 type no-route'],
      ['c', 'reject with tcp reset'],
      ['c', 'reject'],
      ['c', 'hbh nexthdr tcp accept'],
      ['c', 'frag id 5 accept'],
      ['c', 'frag more-fragments 1 accept'],
      ['c', 'frag frag-off 5 accept'],
      ['c', 'rt type 0 drop'],
      ['c', 'exthdr hbh exists drop'],
      ['c', 'exthdr dst missing drop'],
      ['c', 'meta l4proto ipv6-icmp accept'],
      ['c', 'ip6 daddr . icmpv6 type { ::1 . echo-request } accept'],
      ['c', 'ct state new accept'],
      ['c', 'ct state != { new, established } accept'],
      ['c', 'ct state { new, established } accept'],
      ['c', 'tcp flags syn tcp option maxseg size set 1400'],
      ['c', 'masquerade'],
    ],
  },
  {
    family: 'netdev',
    table: 'e',
    declarations: `table netdev e {
  set m { type ether_addr; elements = { 02:00:00:00:00:01 } }
  chain c { type filter hook ingress device "lo" priority 0; policy accept;
  }
}
`,
    rules: [
      ['c', 'ether saddr @m drop'],
      ['c', 'ip saddr 1.2.3.4 drop'],
      ['c', 'tcp dport 80 drop'],
      ['c', 'meta protocol ip drop'],
      ['c', 'ether type ip ip saddr 1.2.3.4 drop'],
      ['c', 'vlan id 5 tcp dport 80 drop'],
      ['c', 'fwd to lo'],
      ['c', 'arp operation request drop'],
      ['c', 'arp saddr ip 1.2.3.4 drop'],
      ['c', 'icmpv6 type echo-request drop'],
    ],
  },
  {
    family: 'arp',
    table: 'f',
    declarations: `table arp f {
  chain c { type filter hook input priority 0; policy accept;
  }
}
`,
    rules: [
      ['c', 'arp operation { request, reply } accept'],
      ['c', 'arp saddr ip 1.2.3.4 drop'],
      ['c', 'arp saddr ether 02:00:00:00:00:01 drop'],
      ['c', 'arp htype 1 accept'],
      ['c', 'iifname "x" drop'],
    ],
  },
];
