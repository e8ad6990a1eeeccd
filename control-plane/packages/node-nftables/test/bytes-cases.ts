import type { Family } from '../src/index.ts';

/** Rules whose messages were recorded from nft 1.0.6; many of them are beyond the kernels these tests run on. Whole documents: bytes-documents.ts. */
export interface BytesCase {
  readonly name: string;
  readonly family: Family;
  readonly expr: readonly object[];
}

const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
const meta = (key: string) => ({ meta: { key } });
const ct = (key: string, dir?: string) => ({ ct: dir === undefined ? { key } : { key, dir } });

export const BYTES_CASES: readonly BytesCase[] = [
  { name: 'queue', family: 'ip', expr: [{ queue: { num: 5 } }] },
  { name: 'queue with bypass', family: 'ip', expr: [{ queue: { num: 0, flags: 'bypass' } }] },
  {
    name: 'queues shared by flow',
    family: 'inet',
    expr: [{ queue: { num: { range: [1, 3] }, flags: ['bypass', 'fanout'] } }],
  },
  { name: 'bridge reject', family: 'bridge', expr: [{ reject: null }] },
  {
    name: 'bridge tcp reset',
    family: 'bridge',
    expr: [match(payload('tcp', 'dport'), 80), { reject: { type: 'tcp reset' } }],
  },
  { name: 'bridge port name', family: 'bridge', expr: [match(meta('ibrname'), 'br0'), { drop: null }] },
  {
    name: 'bridge connection state',
    family: 'bridge',
    expr: [match(ct('state'), ['established', 'related'], 'in'), { accept: null }],
  },
  {
    name: 'synproxy',
    family: 'ip',
    expr: [
      match(payload('tcp', 'dport'), 80),
      { synproxy: { mss: 1460, wscale: 7, flags: ['timestamp', 'sack-perm'] } },
    ],
  },
  { name: 'address', family: 'inet', expr: [match(payload('ip', 'saddr'), '10.0.0.1'), { drop: null }] },
  {
    name: 'prefix of whole bytes',
    family: 'inet',
    expr: [match(payload('ip', 'daddr'), { prefix: { addr: '10.1.0.0', len: 16 } }), { accept: null }],
  },
  {
    name: 'prefix of bits',
    family: 'ip6',
    expr: [match(payload('ip6', 'daddr'), { prefix: { addr: '2001:db8::', len: 33 } }), { accept: null }],
  },
  { name: 'range', family: 'ip', expr: [match(payload('tcp', 'dport'), { range: [1000, 2000] }), { drop: null }] },
  {
    name: 'not in range',
    family: 'ip',
    expr: [match(payload('tcp', 'dport'), { range: [1000, 2000] }, '!='), { drop: null }],
  },
  { name: 'ports', family: 'inet', expr: [match(payload('udp', 'dport'), { set: [67, 68] }), { accept: null }] },
  {
    name: 'addresses as intervals',
    family: 'ip',
    expr: [
      match(payload('ip', 'saddr'), {
        set: [{ prefix: { addr: '10.0.0.0', len: 8 } }, { range: ['11.0.0.1', '11.0.0.9'] }],
      }),
      { accept: null },
    ],
  },
  {
    name: 'marks',
    family: 'inet',
    expr: [match({ '&': [meta('mark'), 196608] }, 65536), { mangle: { key: meta('mark'), value: 7 } }],
  },
  { name: 'state', family: 'inet', expr: [match(ct('state'), ['established', 'related'], 'in'), { accept: null }] },
  {
    name: 'bytes of a connection',
    family: 'inet',
    expr: [match(ct('bytes', 'original'), 100000, '>'), { drop: null }],
  },
  { name: 'connection mark', family: 'ip', expr: [{ mangle: { key: ct('mark'), value: meta('mark') } }] },
  { name: 'limit', family: 'ip', expr: [{ limit: { rate: 10, per: 'minute', burst: 7, inv: true } }, { drop: null }] },
  {
    name: 'limit in bytes',
    family: 'ip',
    expr: [{ limit: { rate: 10, per: 'second', rate_unit: 'mbytes', burst: 3, burst_unit: 'kbytes' } }, { drop: null }],
  },
  { name: 'log to a group', family: 'bridge', expr: [{ log: { group: 5, prefix: 'om:geo:LV', snaplen: 256 } }] },
  { name: 'log', family: 'ip', expr: [{ log: { prefix: 'x', level: 'info', flags: ['skuid'] } }] },
  { name: 'counter', family: 'ip', expr: [{ counter: null }] },
  { name: 'named counter', family: 'ip', expr: [{ counter: 'c1' }] },
  { name: 'quota', family: 'ip', expr: [{ quota: { val: 10, val_unit: 'mbytes', inv: true } }] },
  { name: 'reject', family: 'inet', expr: [{ reject: { type: 'icmpx', expr: 'admin-prohibited' } }] },
  { name: 'icmp reject', family: 'ip', expr: [{ reject: { type: 'icmp', expr: 'host-unreachable' } }] },
  {
    name: 'dnat',
    family: 'ip',
    expr: [match(payload('tcp', 'dport'), 80), { dnat: { addr: '10.0.0.1', port: 8080 } }],
  },
  {
    name: 'dnat to ranges',
    family: 'ip',
    expr: [
      match(payload('tcp', 'dport'), 80),
      { dnat: { addr: { range: ['10.0.0.1', '10.0.0.9'] }, port: { range: [100, 200] } } },
    ],
  },
  {
    name: 'snat',
    family: 'inet',
    expr: [{ snat: { family: 'ip', addr: '10.0.0.1', flags: ['random', 'persistent'] } }],
  },
  { name: 'masquerade', family: 'ip', expr: [{ masquerade: null }] },
  { name: 'redirect', family: 'ip', expr: [match(payload('tcp', 'dport'), 80), { redirect: { port: 3128 } }] },
  { name: 'dup', family: 'ip', expr: [{ dup: { addr: '10.0.0.1' } }] },
  { name: 'notrack', family: 'ip', expr: [{ notrack: null }] },
  {
    name: 'vmap',
    family: 'ip',
    expr: [
      {
        vmap: {
          key: payload('tcp', 'dport'),
          data: {
            set: [
              [22, { accept: null }],
              [80, { jump: { target: 'c' } }],
            ],
          },
        },
      },
    ],
  },
  {
    name: 'tcp flags',
    family: 'inet',
    expr: [match({ '&': [payload('tcp', 'flags'), ['syn', 'ack']] }, 'syn'), { drop: null }],
  },
  { name: 'fragment', family: 'ip6', expr: [match({ exthdr: { name: 'frag' } }, true), { drop: null }] },
  {
    name: 'vlan',
    family: 'bridge',
    expr: [match(payload('vlan', 'id'), 5), match(payload('ip', 'saddr'), '10.0.0.1'), { drop: null }],
  },
  { name: 'arp', family: 'bridge', expr: [match(payload('arp', 'operation'), 'request'), { drop: null }] },
  {
    name: 'icmpv6',
    family: 'bridge',
    expr: [match(payload('icmpv6', 'type'), { set: ['nd-router-solicit', 'nd-neighbor-solicit'] }), { accept: null }],
  },
  { name: 'time to live', family: 'ip', expr: [{ mangle: { key: payload('ip', 'ttl'), value: 5 } }] },
  {
    name: 'link address',
    family: 'bridge',
    expr: [{ mangle: { key: payload('ether', 'daddr'), value: '02:00:00:00:00:01' } }],
  },
  {
    name: 'fib',
    family: 'ip',
    expr: [match({ fib: { result: 'type', flags: ['daddr'] } }, 'local'), { accept: null }],
  },
  { name: 'numgen', family: 'ip', expr: [match({ numgen: { mode: 'inc', mod: 3, offset: 0 } }, 1), { accept: null }] },
  {
    name: 'jhash',
    family: 'ip',
    expr: [match({ jhash: { mod: 4, offset: 0, seed: 1, expr: payload('ip', 'saddr') } }, 2), { accept: null }],
  },
  { name: 'ct count', family: 'ip', expr: [{ 'ct count': { val: 10, inv: true } }, { drop: null }] },
  { name: 'tproxy', family: 'ip', expr: [match(payload('tcp', 'dport'), 80), { tproxy: { port: 3128 } }] },
  {
    name: 'segment size',
    family: 'ip',
    expr: [match({ 'tcp option': { name: 'maxseg', field: 'size' } }, 1460), { drop: null }],
  },
  {
    name: 'interface names',
    family: 'inet',
    expr: [match(meta('iifname'), 'lan'), match(meta('oifname'), 'eth*'), { accept: null }],
  },
  {
    name: 'meter',
    family: 'ip',
    expr: [
      { meter: { name: 'm1', key: payload('ip', 'saddr'), stmt: { limit: { rate: 10, per: 'second', inv: true } } } },
      { drop: null },
    ],
  },
  {
    name: 'meter with a time-out and size',
    family: 'inet',
    expr: [
      {
        meter: {
          name: 'm2',
          size: 100,
          key: { elem: { val: { concat: [payload('ip', 'saddr'), payload('tcp', 'dport')] }, timeout: 10 } },
          stmt: { 'ct count': { val: 3, inv: true } },
        },
      },
      { drop: null },
    ],
  },
  { name: 'fwd', family: 'netdev', expr: [{ fwd: { dev: 'lo' } }] },
  { name: 'dup out of a device', family: 'netdev', expr: [{ dup: { addr: 'lo' } }] },
  {
    name: 'masquerade to ports',
    family: 'ip6',
    expr: [
      match(payload('tcp', 'dport'), 80),
      { masquerade: { port: { range: [1024, 2048] }, flags: ['random', 'fully-random'] } },
    ],
  },
  {
    name: 'helper of a connection',
    family: 'ip',
    expr: [match(ct('helper'), 'ftp'), { accept: null }],
  },
  {
    name: 'reverse path',
    family: 'ip',
    expr: [match({ fib: { result: 'oif', flags: ['saddr', 'iif'] } }, false), { drop: null }],
  },
  { name: 'socket', family: 'ip', expr: [match({ socket: { key: 'transparent' } }, 1), { accept: null }] },
  {
    name: 'route',
    family: 'ip',
    expr: [match({ rt: { key: 'nexthop', family: 'ip' } }, '10.0.0.1'), { accept: null }],
  },
  {
    name: 'segment size from the route',
    family: 'ip',
    expr: [
      match({ '&': [payload('tcp', 'flags'), 'syn'] }, 'syn'),
      { mangle: { key: { 'tcp option': { name: 'maxseg', field: 'size' } }, value: { rt: { key: 'mtu' } } } },
    ],
  },
  {
    name: 'routing header',
    family: 'ip6',
    expr: [match({ exthdr: { name: 'rt', field: 'type' } }, 0), { drop: null }],
  },
  {
    name: 'hop-by-hop header',
    family: 'ip6',
    expr: [match({ exthdr: { name: 'hbh', field: 'nexthdr' } }, 6), { drop: null }],
  },
  { name: 'fragment id', family: 'inet', expr: [match({ exthdr: { name: 'frag', field: 'id' } }, 5), { drop: null }] },
  { name: 'tag in a tagged frame', family: 'bridge', expr: [match(payload('vlan', 'pcp'), 3), { drop: null }] },
  { name: 'arp address', family: 'arp', expr: [match(payload('arp', 'saddr ip'), '10.0.0.1'), { drop: null }] },
  { name: 'icmp', family: 'ip', expr: [match(payload('icmp', 'type'), 'echo-request'), { accept: null }] },
  {
    name: 'raw bytes',
    family: 'ip',
    expr: [match({ payload: { base: 'th', offset: 16, len: 16 } }, 80), { drop: null }],
  },
  {
    name: 'concatenation of anonymous ranges',
    family: 'ip',
    expr: [
      match(
        { concat: [payload('ip', 'saddr'), payload('tcp', 'dport')] },
        { set: [{ concat: [{ prefix: { addr: '10.0.0.0', len: 8 } }, { range: [80, 90] }] }] },
      ),
      { drop: null },
    ],
  },
  {
    name: 'mark by a map',
    family: 'ip',
    expr: [
      {
        mangle: {
          key: meta('mark'),
          value: {
            map: {
              key: payload('tcp', 'dport'),
              data: {
                set: [
                  [22, 1],
                  [80, 2],
                ],
              },
            },
          },
        },
      },
    ],
  },
  {
    name: 'tproxy to an address',
    family: 'inet',
    expr: [match(payload('tcp', 'dport'), 80), { tproxy: { family: 'ip', addr: '127.0.0.1', port: 3129 } }],
  },
];
