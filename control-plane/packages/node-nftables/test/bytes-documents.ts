/** Whole documents whose messages were recorded from nft 1.0.6: objects, sets, maps, chains, flowtables and what uses them. */
export interface BytesDocument {
  readonly name: string;
  readonly commands: readonly object[];
  /** The same in nft's own language, where nft 1.0.6 cannot read the JSON it writes itself. */
  readonly text?: string;
}

const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
const ip = { family: 'ip', table: 't' };
const add = (object: object) => ({ add: object });
const table = (family: string) => add({ table: { family, name: 't' } });
const chain = (family: string, rest: object = {}) => add({ chain: { family, table: 't', name: 'c', ...rest } });
const rule = (...expr: readonly object[]) => add({ rule: { ...ip, chain: 'c', expr } });
const setOf = (body: object) => [table('ip'), add({ set: { ...ip, name: 's', ...body } })];
const mapOf = (body: object) => [table('ip'), add({ map: { ...ip, name: 'm', ...body } })];
const objectOf = (kind: string, body: object) => [table('ip'), add({ [kind]: { ...ip, name: 'o', ...body } })];

export const BYTES_DOCUMENTS: readonly BytesDocument[] = [
  {
    name: 'flowtable and the connections that take it',
    commands: [
      table('ip'),
      add({ flowtable: { ...ip, name: 'f', hook: 'ingress', prio: 5, dev: ['lo', 'eth9'] } }),
      chain('ip', { type: 'filter', hook: 'forward', prio: 0, policy: 'accept' }),
      rule({ flow: { op: 'add', flowtable: '@f' } }),
    ],
  },
  {
    name: 'base chain',
    commands: [table('inet'), chain('inet', { type: 'filter', hook: 'input', prio: -5, policy: 'drop' })],
  },
  {
    name: 'chain of a device',
    commands: [
      table('netdev'),
      chain('netdev', { type: 'filter', hook: 'ingress', dev: 'lo', prio: 0, policy: 'accept' }),
    ],
  },
  {
    name: 'nat chain',
    commands: [table('ip'), chain('ip', { type: 'nat', hook: 'prerouting', prio: -100, policy: 'accept' })],
  },
  { name: 'counter', commands: objectOf('counter', { packets: 5, bytes: 7 }) },
  { name: 'quota', commands: objectOf('quota', { bytes: 1000, used: 10, inv: true }) },
  { name: 'limit', commands: objectOf('limit', { rate: 10, per: 'minute', burst: 7, inv: true }) },
  {
    name: 'limit in bytes',
    commands: objectOf('limit', { rate: 10, per: 'second', rate_unit: 'kbytes', burst: 3, burst_unit: 'mbytes' }),
  },
  { name: 'helper', commands: objectOf('ct helper', { type: 'ftp', protocol: 'tcp', l3proto: 'ip' }) },
  {
    name: 'expectation',
    commands: objectOf('ct expectation', { protocol: 'tcp', dport: 9876, timeout: 60_000, size: 12, l3proto: 'ip' }),
    text: 'add table ip t\nadd ct expectation ip t o { protocol tcp; dport 9876; timeout 1m; size 12; l3proto ip; }\n',
  },
  {
    name: 'synproxy',
    commands: objectOf('synproxy', { mss: 1460, wscale: 7, flags: ['timestamp', 'sack-perm'] }),
    text: 'add table ip t\nadd synproxy ip t o { mss 1460; wscale 7; timestamp sack-perm; }\n',
  },
  { name: 'set', commands: setOf({ type: 'ipv4_addr', elem: ['10.0.0.1', '10.0.0.2'] }) },
  {
    name: 'set of intervals',
    commands: setOf({
      type: 'ipv4_addr',
      flags: ['interval'],
    }),
  },
  {
    name: 'set of ranges over two fields',
    commands: setOf({
      type: ['ipv4_addr', 'inet_service'],
      flags: ['interval'],
      elem: [{ concat: [{ prefix: { addr: '10.0.0.0', len: 8 } }, { range: [80, 90] }] }],
    }),
  },
  {
    name: 'set with time-outs',
    commands: setOf({
      type: 'ipv4_addr',
      flags: ['timeout'],
      timeout: 3600,
      'gc-interval': 10,
      size: 500,
      elem: [{ elem: { val: '10.0.0.1', timeout: 60, comment: 'hello' } }, '10.0.0.2'],
    }),
  },
  { name: 'set with a policy', commands: setOf({ type: 'inet_service', flags: ['interval'], policy: 'memory' }) },
  { name: 'set of link addresses', commands: setOf({ type: 'ether_addr', elem: ['02:00:00:00:00:01'] }) },
  { name: 'set of marks', commands: setOf({ type: 'mark', elem: [5, 6] }) },
  { name: 'set of device names', commands: setOf({ type: 'ifname', elem: ['lan', 'wan'] }) },
  {
    name: 'map to verdicts',
    commands: [
      table('ip'),
      chain('ip'),
      add({
        map: {
          ...ip,
          name: 'm',
          type: 'ipv4_addr',
          map: 'verdict',
          elem: [
            ['10.0.0.1', { drop: null }],
            ['10.0.0.2', { jump: { target: 'c' } }],
          ],
        },
      }),
    ],
  },
  { name: 'map to addresses', commands: mapOf({ type: 'inet_service', map: 'ipv4_addr', elem: [[80, '10.0.0.1']] }) },
  {
    name: 'map to counters',
    commands: [
      table('ip'),
      add({ counter: { ...ip, name: 'k' } }),
      add({ map: { ...ip, name: 'm', type: 'ipv4_addr', map: 'counter', elem: [['10.0.0.1', 'k']] } }),
    ],
  },
  {
    name: 'dynamic set, written and limited by the packet path',
    commands: [
      table('ip'),
      add({ set: { ...ip, name: 's', type: 'ipv4_addr', flags: ['timeout'], timeout: 60, size: 100 } }),
      chain('ip'),
      rule(
        {
          set: {
            op: 'update',
            elem: { elem: { val: payload('ip', 'saddr'), timeout: 30 } },
            set: '@s',
            stmt: [{ limit: { rate: 10, per: 'second', burst: 5, inv: true } }],
          },
        },
        { drop: null },
      ),
    ],
  },
  {
    name: 'map by name in a translation',
    commands: [
      table('ip'),
      add({ map: { ...ip, name: 'm', type: 'inet_service', map: 'ipv4_addr' } }),
      chain('ip', { type: 'nat', hook: 'prerouting', prio: -100, policy: 'accept' }),
      rule({ dnat: { addr: { map: { key: payload('tcp', 'dport'), data: '@m' } } } }),
    ],
  },
  {
    name: 'comments',
    commands: [
      add({ table: { family: 'ip', name: 't' } }),
      chain('ip'),
      add({ rule: { ...ip, chain: 'c', expr: [{ accept: null }], comment: 'why' } }),
    ],
  },
  {
    name: 'replaced table',
    commands: [table('ip'), { delete: { table: { family: 'ip', name: 't' } } }, table('ip')],
  },
];
