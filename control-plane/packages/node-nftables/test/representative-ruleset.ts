import {
  accept,
  anonymousSet,
  bitmask,
  concat,
  counter,
  ct,
  drop,
  jump,
  limit,
  log,
  mangle,
  match,
  meta,
  type NftDocument,
  payload,
  prefix,
  range,
  redirect,
  reject,
  returnFromChain,
  setUpdate,
  type TableRef,
  Transaction,
} from '../src/index.ts';

/** One of every kind this package builds, for an inet table (queue and redirect have their own hooks). */
export function representativeDocument(ref: TableRef): NftDocument {
  const ledgerKey = concat(
    payload('ip', 'saddr'),
    payload('tcp', 'sport'),
    payload('ip', 'daddr'),
    payload('tcp', 'dport'),
  );
  return new Transaction(ref)
    .replaceTable()
    .addCounter('blocked')
    .addSet({ name: 'geo4', type: 'ipv4_addr', flags: ['interval'] })
    .addSet({ name: 'geo6', type: 'ipv6_addr', flags: ['interval'] })
    .addSet({ name: 'macs', type: 'ether_addr' })
    .addSet({
      name: 'ledger',
      type: ['ipv4_addr', 'inet_service', 'ipv4_addr', 'inet_service'],
      flags: ['dynamic', 'timeout'],
      timeout: 3600,
      size: 4096,
      stmt: [{ counter: null }],
    })
    .addChain({ name: 'passing', type: 'filter', hook: 'forward', prio: -300, policy: 'accept' })
    .addChain({ name: 'incoming', type: 'nat', hook: 'prerouting', prio: -100 })
    .addChain({ name: 'blocked_by_geo' })
    .addRule('passing', [match(ct('state'), ['established', 'related'], 'in'), accept()])
    .addRule('passing', [match(meta('iifname'), 'lan'), match(payload('ip', 'daddr'), '@geo4'), jump('blocked_by_geo')])
    .addRule('passing', [match(payload('ip6', 'daddr'), '@geo6'), jump('blocked_by_geo')])
    .addRule('passing', [match(payload('ip', 'saddr'), prefix('10.1.0.0', 16)), returnFromChain()])
    .addRule('passing', [match(payload('tcp', 'dport'), anonymousSet(443, 80)), counter(), accept()], 'web')
    .addRule('passing', [
      match(payload('udp', 'dport'), range(5000, 5010), '!='),
      limit(100, 'second', { burst: 20, over: true }),
      drop(),
    ])
    .addRule('passing', [match(bitmask(meta('mark'), 255), 5), mangle(meta('mark'), 7)])
    .addRule('passing', [match(payload('tcp', 'dport'), 25), reject({ type: 'tcp reset' })])
    .addRule('incoming', [match(payload('tcp', 'dport'), 8080), redirect(3128)])
    .addRule('blocked_by_geo', [setUpdate('add', 'ledger', ledgerKey)])
    .addRule('blocked_by_geo', [limit(10, 'second'), log({ group: 5, prefix: 'geo', snaplen: 128 })])
    .addRule('blocked_by_geo', [counter('blocked'), drop()])
    .document();
}
