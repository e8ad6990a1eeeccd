import { anonymousSet, bitmask, limit, log, match, meta, payload, type Statement } from 'node-nftables';
import { DISCOVERY_GROUP, DISCOVERY_SNAPLEN, LINE_PREFIX, MARK_FROM_WAN } from './ruleset-names.ts';

const ETHER_PPPOE_DISCOVERY = 0x8863; // RFC 2516

/** LLMNR (RFC 4795), SSDP (UPnP) and WS-Discovery: questions and announcements to the port, answers from it. */
const ASKED = [5355, 1900, 3702] as const;

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
    [fromLan, match(payload('udp', 'dport'), anonymousSet(137, 138)), ...copy('netbios')],
    [fromLan, match(payload('udp', 'dport'), anonymousSet(...ASKED)), ...copy('asked')],
    [fromLan, match(payload('udp', 'sport'), anonymousSet(...ASKED)), ...copy('answered')],
    [
      fromLan,
      match(bitmask(payload('tcp', 'flags'), ['syn', 'ack']), 'syn'),
      limit(20, 'second', { burst: 60 }),
      log({ group: DISCOVERY_GROUP, prefix: 'om:seen:syn', snaplen: DISCOVERY_SNAPLEN }),
    ],
    [fromLan, match(payload('ether', 'daddr'), anonymousSet(...TOLD_TO_NEIGHBOURS)), ...copy('wire')],
    ...lineRules(),
  ];
}

/** CDP and STP (IEEE 802.1D): what switches, access points and desk phones tell whoever is on the wire. */
const TOLD_TO_NEIGHBOURS = ['01:00:0c:cc:cc:cc', '01:80:c2:00:00:00'] as const;

/**
 * What tells the install helper about the line, from both sides: who gives out addresses, who routes, how one dials
 * in, which VLANs; and who of the office stands on the WAN side, around the box.
 */
function lineRules(): Statement[][] {
  const fromWan = match(bitmask(meta('mark'), MARK_FROM_WAN), 0, '!=');
  return [
    [match(payload('udp', 'sport'), 67), ...copyOfLine('dhcp')],
    [match(payload('icmpv6', 'type'), 'nd-router-advert'), ...copyOfLine('router')],
    [match(payload('ether', 'type'), ETHER_PPPOE_DISCOVERY), ...copyOfLine('pppoe')],
    [match(payload('ether', 'type'), anonymousSet(0x8100, 0x88a8)), ...copyOfLine('vlan')],
    [fromWan, match(payload('ether', 'type'), 'arp'), ...copyOfLine('neighbour')],
  ];
}

function copyOfLine(kind: string): Statement[] {
  return [
    limit(10, 'second', { burst: 20 }),
    log({ group: DISCOVERY_GROUP, prefix: `${LINE_PREFIX}${kind}`, snaplen: DISCOVERY_SNAPLEN }),
  ];
}

function copy(kind: string): Statement[] {
  return [
    limit(50, 'second', { burst: 100 }),
    log({ group: DISCOVERY_GROUP, prefix: `om:seen:${kind}`, snaplen: DISCOVERY_SNAPLEN }),
  ];
}
