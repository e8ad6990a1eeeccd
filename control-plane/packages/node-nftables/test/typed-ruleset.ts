/** One document with every statement, expression and object of the typed surface; what the kernel here lacks is only built. */
import * as nft from '../src/index.ts';

const { match, payload, meta, ct } = nft;
const ip = { family: 'ip', table: 'typed' } as const;
const inChain = (chain: string) => (rule: readonly nft.Statement[]) => ({ chain, rule });
type Placed = { readonly chain: string; readonly rule: readonly nft.Statement[] };
const saddr = payload('ip', 'saddr');
const dport = payload('tcp', 'dport');

/** Loaded, listed and compared with the kernel's. */
export const POSSIBLE: readonly Placed[] = [
  ...(
    [
      [match(saddr, '@blocked'), nft.log({ group: 5, prefix: 'geo', snaplen: 128 })],
      [match(saddr, '@blocked'), nft.counter('hits'), nft.drop()],
      [match(nft.concat(saddr, dport), '@pairs'), nft.accept()],
      [match(dport, nft.anonymousSet(22, 80, nft.range(8000, 8080))), nft.returnFromChain()],
      [match(saddr, nft.prefix('10.0.0.0', 8)), nft.jump('other')],
      [match(meta('iifname'), 'lan'), nft.goTo('other')],
      [match(ct('state'), ['established', 'related'], 'in'), nft.accept()],
      [match(ct('bytes', 'original'), 100_000, '>'), nft.drop()],
      [match(ct('helper'), 'ftp'), nft.accept()],
      [match(nft.bitmask(meta('mark'), 0xff), 5), nft.accept()],
      [match(nft.fib('type', ['daddr']), 'local'), nft.accept()],
      [match(nft.fib('oif', ['saddr', 'iif']), false), nft.drop()],
      [match(nft.socket('transparent'), 1), nft.accept()],
      [match(nft.tcpOption('maxseg', 'size'), 1460), nft.accept()],
      [match(nft.tcpOption('timestamp'), true), nft.accept()],
      [match(nft.numgen('inc', 3), 1), nft.accept()],
      [match(nft.jhash(saddr, 4, { seed: 1 }), 2), nft.accept()],
      [match(nft.symhash(2), 1), nft.accept()],
      [match(nft.rawPayload('nh', 160, 16), 5), nft.accept()],
      [nft.limit(10, 'second', { burst: 7, over: true }), nft.drop()],
      [nft.namedLimit('slow'), nft.accept()],
      [nft.quota(1_048_576, { over: true }), nft.drop()],
      [nft.namedQuota('month'), nft.accept()],
      [nft.counter({ map: { key: saddr, data: '@owners' } })],
      [nft.verdictMap(saddr, '@verdicts')],
      [
        nft.verdictMap(dport, [
          [22, nft.accept()],
          [80, nft.jump('other')],
          [81, nft.continueChain()],
        ]),
      ],
      [
        nft.mangle(
          meta('mark'),
          nft.mapOf(dport, [
            [22, 1],
            [80, 2],
          ]),
        ),
      ],
      [nft.mangle(meta('mark'), nft.bitOr(meta('mark'), 0x10))],
      [nft.mangle(ct('mark'), nft.bitXor(meta('mark'), 1))],
      [nft.mangle(meta('mark'), nft.numgen('random', 10, 5))],
      [nft.setUpdate('update', 'seen', saddr, 30)],
      [nft.setUpdate('add', 'busy', saddr, undefined, nft.limit(10, 'second', { over: true })), nft.drop()],
      [nft.setUpdate('delete', 'seen', saddr)],
      [nft.mapUpdate('add', 'ports', saddr, dport)],
      [
        nft.meter('meter', { elem: { val: saddr, timeout: 10 } }, nft.limit(5, 'second', { over: true }), 100),
        nft.drop(),
      ],
      [nft.ctCount(10, { over: true }), nft.reject({ type: 'icmp', expr: 'admin-prohibited' })],
      [nft.ctHelper('ftp')],
      [match(dport, 25), nft.reject({ type: 'tcp reset' })],
      [nft.dup('10.0.0.1', 'lo')],
    ] as readonly (readonly nft.Statement[])[]
  ).map(inChain('in')),
  ...(
    [
      [match(nft.route('mtu'), 1400, '<'), nft.accept()],
      [match(dport, 80), nft.mangle(nft.tcpOption('maxseg', 'size'), nft.route('mtu'))],
    ] as const
  ).map(inChain('through')),
  ...([[nft.notrack()], [match(dport, 80), nft.tproxy({ port: 3128 })]] as const).map(inChain('pre')),
  ...(
    [
      [match(dport, 80), nft.dnat({ addr: '10.0.0.1', port: 8080 })],
      [nft.dnat({ addr: nft.mapOf(dport, '@hosts') })],
      [match(dport, 81), nft.redirect(3128)],
    ] as const
  ).map(inChain('nat')),
  ...(
    [
      [match(meta('oifname'), 'wan'), nft.snat({ addr: nft.range('192.0.2.1', '192.0.2.9'), flags: 'persistent' })],
      [nft.masquerade()],
    ] as const
  ).map(inChain('post')),
];

/** Beyond the kernels these tests run on: built here, and sent byte for byte as nft does (nft-bytes.test.ts). */
export const BEYOND: readonly (readonly nft.Statement[])[] = [
  [nft.queue(nft.range(1, 3), ['bypass', 'fanout'])],
  [nft.flow('fast')],
  [nft.synproxy({ mss: 1460, wscale: 7, flags: ['timestamp', 'sack-perm'] })],
  [nft.synproxy('shield')],
  [nft.ctTimeout('short')],
  [nft.ctExpectation('back')],
  [nft.last()],
];

export function typedTransaction(): nft.Transaction {
  const transaction = new nft.Transaction(ip)
    .replaceTable()
    .addCounter('hits')
    .add({ quota: { ...ip, name: 'month', bytes: 1_000_000 } })
    .add({ limit: { ...ip, name: 'slow', rate: 10, per: 'minute', burst: 7 } })
    .add({ 'ct helper': { ...ip, name: 'ftp', type: 'ftp', protocol: 'tcp', l3proto: 'ip' } })
    .add({
      'ct expectation': { ...ip, name: 'back', protocol: 'tcp', dport: 9876, timeout: 60_000, size: 12, l3proto: 'ip' },
    })
    .addSet({
      name: 'blocked',
      type: 'ipv4_addr',
      flags: ['interval'],
      comment: 'why',
      elem: [nft.prefix('10.0.0.0', 8)],
    })
    .addSet({ name: 'pairs', type: ['ipv4_addr', 'inet_service'], elem: [nft.concat('10.0.0.1', 443)] })
    .addSet({ name: 'seen', type: 'ipv4_addr', flags: ['dynamic', 'timeout'], timeout: 60, size: 100 })
    .addSet({ name: 'busy', type: 'ipv4_addr', flags: ['dynamic'], size: 100 })
    .addChain({ name: 'other' })
    .addMap({ name: 'verdicts', type: 'ipv4_addr', map: 'verdict', elem: [['10.0.0.1', nft.drop()]] })
    .addMap({ name: 'owners', type: 'ipv4_addr', map: 'counter', elem: [['10.0.0.1', 'hits']] })
    .addMap({ name: 'hosts', type: 'inet_service', map: 'ipv4_addr', elem: [[80, '10.0.0.1']] })
    .addMap({ name: 'ports', type: 'ipv4_addr', map: 'inet_service', flags: ['dynamic'], size: 100 })
    .addChain({ name: 'in', type: 'filter', hook: 'input', prio: 0, policy: 'accept', comment: 'first' })
    .addChain({ name: 'through', type: 'filter', hook: 'forward', prio: 0, policy: 'accept' })
    .addChain({ name: 'pre', type: 'filter', hook: 'prerouting', prio: -300, policy: 'accept' })
    .addChain({ name: 'nat', type: 'nat', hook: 'prerouting', prio: -100, policy: 'accept' })
    .addChain({ name: 'post', type: 'nat', hook: 'postrouting', prio: 100, policy: 'accept' });
  for (const [index, { chain, rule }] of POSSIBLE.entries()) transaction.addRule(chain, rule, `rule ${index}`);
  return transaction;
}

export const TYPED_TABLE = ip;
