/** Random documents of what the kernel here can hold, for the property that what is built is what is listed. */
import fc from 'fast-check';
import type { Family, NftDocument } from '../src/index.ts';
import { randomObjects } from './random-objects.ts';

const payload = (protocol: string, field: string) => ({ payload: { protocol, field } });
const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } });
const meta = (key: string) => ({ meta: { key } });

const ipv4 = fc.ipV4();
const ipv6 = fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map((value) => {
  const hex = value.toString(16).padStart(32, '0');
  return (hex.match(/.{4}/g) ?? []).join(':');
});
const port = fc.integer({ min: 1, max: 65_535 });
const mac = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 })
  .map((bytes) => bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':'));
const op = fc.constantFrom('==', '!=');
const side = fc.constantFrom('saddr', 'daddr');
const portSide = fc.constantFrom('sport', 'dport');
const transport = fc.constantFrom('tcp', 'udp');
const several = <T>(one: fc.Arbitrary<T>) =>
  fc.uniqueArray(one, { minLength: 2, maxLength: 6 }).map((set) => ({ set }));
const ordered = (low: number, high: number) =>
  fc
    .tuple(fc.integer({ min: low, max: high }), fc.integer({ min: low, max: high }))
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ range: [Math.min(a, b), Math.max(a, b)] }));
const prefix4 = fc.tuple(ipv4, fc.integer({ min: 1, max: 31 })).map(([addr, len]) => ({ prefix: { addr, len } }));
const prefix6 = fc.tuple(ipv6, fc.integer({ min: 1, max: 127 })).map(([addr, len]) => ({ prefix: { addr, len } }));

const addressMatch = fc.oneof(
  fc
    .tuple(side, fc.oneof(ipv4, prefix4, several(ipv4), fc.constant('@four'), several(prefix4)), op)
    .map(([field, right, sign]) => match(payload('ip', field), right, sign)),
  fc
    .tuple(side, fc.oneof(ipv6, prefix6, several(ipv6), fc.constant('@six')), op)
    .map(([field, right, sign]) => match(payload('ip6', field), right, sign)),
);
const portMatch = fc
  .tuple(transport, portSide, fc.oneof(port, ordered(1, 65_535), several(port), fc.constant('@ports')), op)
  .map(([protocol, field, right, sign]) => match(payload(protocol, field), right, sign));
const headerMatch = fc.oneof(
  fc.integer({ min: 0, max: 255 }).map((value) => match(payload('ip', 'ttl'), value, '<')),
  fc.constantFrom('cs1', 'af11', 'ef').map((value) => match(payload('ip', 'dscp'), value)),
  fc.integer({ min: 0, max: 65_535 }).map((value) => match(payload('ip', 'length'), value, '>')),
  fc.constantFrom('echo-request', 'echo-reply', 'redirect').map((value) => match(payload('icmp', 'type'), value)),
  several(fc.constantFrom('nd-router-advert', 'nd-neighbor-advert', 'echo-request')).map((right) =>
    match(payload('icmpv6', 'type'), right),
  ),
  mac.map((value) => match(payload('ether', 'saddr'), value)),
  several(mac).map((right) => match(payload('ether', 'daddr'), right, '!=')),
  fc
    .constantFrom('syn', 'ack', 'rst')
    .map((flag) => match({ '&': [payload('tcp', 'flags'), ['syn', 'ack', 'rst']] }, flag)),
);
const metaMatch = fc.oneof(
  fc
    .constantFrom('lan', 'wan', 'eth*')
    .chain((name) => fc.constantFrom('iifname', 'oifname').map((key) => match(meta(key), name))),
  fc
    .tuple(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffffffff }),
        ordered(0, 100_000),
        several(fc.integer({ min: 0, max: 9999 })),
      ),
      op,
    )
    .map(([right, sign]) => match(meta('mark'), right, sign)),
  fc
    .tuple(fc.integer({ min: 1, max: 0xffff }), fc.integer({ min: 0, max: 0xffff }))
    .map(([mask, value]) => match({ '&': [meta('mark'), mask] }, value)),
  several(fc.constantFrom('tcp', 'udp', 'icmp', 'sctp')).map((right) => match(meta('l4proto'), right)),
  fc.constantFrom('host', 'broadcast', 'multicast').map((value) => match(meta('pkttype'), value)),
  ordered(0, 1500).map((right) => match(meta('length'), right)),
);
const connectionMatch = fc.oneof(
  fc
    .subarray(['established', 'related', 'new', 'invalid'], { minLength: 2 })
    .map((right) => match({ ct: { key: 'state' } }, right, 'in')),
  fc.constantFrom('original', 'reply').map((right) => match({ ct: { key: 'direction' } }, right)),
  fc.integer({ min: 0, max: 1_000_000 }).map((value) => match({ ct: { key: 'bytes' } }, value, '>')),
  fc.integer({ min: 0, max: 0xffffffff }).map((value) => match({ ct: { key: 'mark' } }, value)),
);
const action = fc.oneof(
  fc.constantFrom(
    { accept: null },
    { drop: null },
    { return: null },
    { jump: { target: 'other' } },
    { goto: { target: 'other' } },
  ),
);
const side_effect = fc.oneof(
  fc.constant({ counter: null }),
  fc.constant({ counter: 'hits' }),
  fc
    .tuple(
      fc.integer({ min: 0, max: 65_535 }),
      fc.string({ unit: fc.constantFrom(...'abc:/-"{} '.split('')), minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 2000 }),
    )
    .map(([group, prefix, snaplen]) => ({ log: { group, prefix, snaplen } })),
  fc
    .tuple(
      fc.integer({ min: 1, max: 1000 }),
      fc.constantFrom('second', 'minute', 'hour', 'day'),
      fc.integer({ min: 1, max: 500 }),
      fc.boolean(),
    )
    .map(([rate, per, burst, inv]) => ({ limit: { rate, per, burst, ...(inv ? { inv } : {}) } })),
  fc.integer({ min: 0, max: 0xffffffff }).map((value) => ({ mangle: { key: meta('mark'), value } })),
  fc.integer({ min: 1, max: 1000 }).map((val) => ({ quota: { val, val_unit: 'bytes', inv: true } })),
);
const ledger = fc
  .tuple(fc.constantFrom('add', 'update'), fc.option(fc.integer({ min: 1, max: 100 })))
  .map(([verb, timeout]) => {
    const val = { concat: [payload('ip', 'saddr'), payload('th', 'sport'), meta('l4proto')] };
    return { set: { op: verb, elem: timeout === null ? val : { elem: { val, timeout } }, set: '@ledger' } };
  });

const arpMatch = fc.oneof(
  fc.constantFrom('request', 'reply').map((value) => match(payload('arp', 'operation'), value)),
  ipv4.map((value) => match(payload('arp', 'saddr ip'), value)),
  mac.map((value) => match(payload('arp', 'saddr ether'), value)),
);
const verdict = fc.constantFrom({ accept: null }, { drop: null }, { jump: { target: 'other' } });
const byMap = fc.oneof(
  fc.constant({ vmap: { key: payload('ip', 'saddr'), data: '@verdicts' } }),
  fc
    .uniqueArray(fc.tuple(port, verdict), { minLength: 2, maxLength: 4, selector: ([value]) => value })
    .map((entries) => ({ vmap: { key: payload('tcp', 'dport'), data: { set: entries } } })),
  fc.constant({ mangle: { key: meta('mark'), value: { map: { key: payload('udp', 'dport'), data: '@marks' } } } }),
);

/** The kernel has no connection tracking in the bridge family here, no IP matches in arp, one network protocol in ip and ip6. */
function expr(family: Family): fc.Arbitrary<object[]> {
  if (family === 'arp') {
    return fc
      .tuple(fc.option(arpMatch), fc.array(side_effect, { maxLength: 2 }), fc.option(action))
      .map((parts) => parts.flat().filter((part) => part !== null));
  }
  const tracked = family === 'inet' || family === 'ip' || family === 'ip6';
  return fc
    .tuple(
      fc.option(tracked ? fc.oneof(metaMatch, connectionMatch) : metaMatch),
      fc.option(fc.oneof(addressMatch, headerMatch)),
      fc.option(portMatch),
      fc.array(fc.oneof(side_effect, ledger), { maxLength: 2 }),
      fc.option(fc.oneof({ arbitrary: action, weight: 3 }, { arbitrary: byMap, weight: 1 })),
    )
    .map((parts) => parts.flat().filter((part) => part !== null));
}

const comment = fc.option(fc.string({ unit: fc.constantFrom(...'abc "{}é日'.split('')), minLength: 1, maxLength: 30 }));

export interface RandomRuleset {
  /** Sets, maps and stateful objects with contents. */
  readonly objects: readonly object[];
  readonly rules: readonly { readonly expr: readonly object[]; readonly comment: string | null }[];
}

/** Contradictory rules (IPv4 and IPv6 at once, TCP after UDP) are refused before they are sent; the property counts those. */
export function randomRuleset(family: Family): fc.Arbitrary<RandomRuleset> {
  const rule = fc.record({ expr: expr(family), comment }).filter((made) => made.expr.length > 0);
  return fc.record({ objects: randomObjects(family), rules: fc.array(rule, { minLength: 1, maxLength: 12 }) });
}

const HOOKS: Readonly<Partial<Record<Family, object>>> = {
  arp: { type: 'filter', hook: 'input', prio: -5, policy: 'accept' },
  netdev: { type: 'filter', hook: 'ingress', dev: 'lo', prio: -5, policy: 'accept' },
};
const FORWARD = { type: 'filter', hook: 'forward', prio: -5, policy: 'accept' };

export function preamble(family: Family): NftDocument['nftables'] {
  const at = { family, table: 'r' };
  const table = { table: { family, name: 'r' } };
  const add = (object: object) => ({ add: object });
  return [
    add(table),
    { delete: table },
    add(table),
    add({ counter: { ...at, name: 'hits' } }),
    add({
      set: {
        ...at,
        name: 'four',
        type: 'ipv4_addr',
        flags: ['interval'],
        elem: [{ prefix: { addr: '10.0.0.0', len: 8 } }, '192.0.2.1'],
      },
    }),
    add({ set: { ...at, name: 'six', type: 'ipv6_addr', flags: ['interval'] } }),
    add({ set: { ...at, name: 'ports', type: 'inet_service', elem: [80, 443] } }),
    add({
      set: {
        ...at,
        name: 'ledger',
        type: ['ipv4_addr', 'inet_service', 'inet_proto'],
        flags: ['timeout', 'dynamic'],
        timeout: 60,
        size: 100,
        stmt: [{ counter: null }],
      },
    }),
    add({ chain: { ...at, name: 'other' } }),
    add({
      map: {
        ...at,
        name: 'verdicts',
        type: 'ipv4_addr',
        map: 'verdict',
        elem: [
          ['192.0.2.1', { drop: null }],
          ['192.0.2.2', { jump: { target: 'other' } }],
        ],
      },
    }),
    add({ map: { ...at, name: 'marks', type: 'inet_service', map: 'mark', elem: [[80, 1]] } }),
    add({ chain: { ...at, name: 'main', ...(HOOKS[family] ?? FORWARD) } }),
  ] as unknown as NftDocument['nftables'];
}
