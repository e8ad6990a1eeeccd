import { anonymousSet, limit, log, match, meta, payload, type Statement } from 'node-nftables';
import { DISCOVERY_GROUP, DISCOVERY_SNAPLEN } from './ruleset-names.ts';

/** Copies of what devices of the office say about themselves, for the inventory. LAN side only, rate-limited each. */
export function discoveryRules(lan: string): Statement[][] {
  const fromLan = match(meta('iifname'), lan);
  return [
    [fromLan, match(payload('ether', 'type'), 'arp'), ...copy('arp')],
    [
      fromLan,
      match(payload('icmpv6', 'type'), anonymousSet('nd-router-solicit', 'nd-neighbor-solicit', 'nd-neighbor-advert')),
      ...copy('nd'),
    ],
    [fromLan, match(payload('udp', 'dport'), anonymousSet(67, 68, 546, 547)), ...copy('dhcp')],
    [fromLan, match(payload('udp', 'dport'), 5353), ...copy('mdns')],
  ];
}

function copy(kind: string): Statement[] {
  return [
    limit(50, 'second', { burst: 100 }),
    log({ group: DISCOVERY_GROUP, prefix: `om:seen:${kind}`, snaplen: DISCOVERY_SNAPLEN }),
  ];
}
