import type { TableRef } from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';
import { FLOOD_TABLE } from './flood-names.ts';

/**
 * Names, marks and groups that the generator, the event path and the tests share. Whoever changes one changes what
 * a running box already has in its kernel: an old table is then replaced by hand or by a reboot.
 */
export const BRIDGE_TABLE: TableRef = { family: 'bridge', table: 'omamori' };
export const ANSWER_TABLE: TableRef = { family: 'inet', table: 'omamori_ct' };
export const OWN_TABLE: TableRef = { family: 'inet', table: 'omamori_own' };
/** Refuses what the bridge's rules marked, in an IP family: the bridge family has no `reject` on every kernel. */
export const REFUSE_TABLE: TableRef = { family: 'inet', table: 'omamori_refuse' };
/** Around the engine's queue: who may go past it, and who gets that right. */
export const TRUST_TABLE: TableRef = { family: 'inet', table: 'omamori_trust' };
export const ALL_TABLES: readonly TableRef[] = [
  BRIDGE_TABLE,
  ANSWER_TABLE,
  OWN_TABLE,
  REFUSE_TABLE,
  FLOOD_TABLE,
  TRUST_TABLE,
];

/** Packet marks, set in prerouting and read in forward and input; they never leave the box. */
export const MARK_FROM_WAN = 0x10000;
export const MARK_ANSWER = 0x20000;
export const MARK_BOTH = MARK_FROM_WAN | MARK_ANSWER;
/**
 * Handed to the engine, set just before the queue; and inspected, set when the packet comes by a second time because
 * the engine's verdict was "repeat". A packet that the kernel let on by itself (nobody bound, queue full) never does.
 */
export const MARK_HANDED = 0x40000;
export const MARK_INSPECTED = 0x80000;
/** Of the office's packets: to be refused at once; and not to go on behind the engine, which marked it itself. */
export const MARK_REFUSE = 0x100000;
export const MARK_NOT_ON = 0x200000;
/** Set by the engine for what an exception lets pass: it takes MARK_NOT_ON back, in whatever order its rules fire. */
export const MARK_LET_ON = 0x400000;
/**
 * Of a packet and of its conversation (ct mark): the engine has nothing more to see in it. The engine gives it with its
 * verdict, conntrack keeps it, and later packets of the conversation go past the queue.
 */
export const MARK_TRUSTED = 0x400000;

/** NFLOG groups: what was blocked; and copies of discovery frames from the LAN port. */
export const BLOCK_GROUP = 5;
export const DISCOVERY_GROUP = 6;
export const BLOCK_SNAPLEN = 256;
export const DISCOVERY_SNAPLEN = 1500;
/** Of the copies of the discovery group that are about the line, not about a device of the office. */
export const LINE_PREFIX = 'om:line:';

export const BLOCK_REASONS = ['port', 'geo-in', 'geo-out', 'list'] as const;
export type BlockReason = (typeof BLOCK_REASONS)[number];

/** Set and chain names may not hold a hyphen everywhere they are read: `geo-in` is `geoin` there. */
export function nameOfReason(reason: BlockReason): string {
  return reason.replace('-', '');
}

export const IP_FAMILIES: readonly IpFamily[] = [4, 6];

export function ledgerSet(reason: BlockReason, family: IpFamily): string {
  return `ledger_${nameOfReason(reason)}${family}`;
}

/** Exact number of packets dropped for the reason, however many are logged. */
export function blockCounter(reason: BlockReason): string {
  return `blocked_${nameOfReason(reason)}`;
}
export const OWN_REFUSED_COUNTER = 'own_refused';
/** Packets that were marked for a refusal and came by all the same, and those that the engine marked: both dropped. */
export const REFUSED_COUNTER = 'refused';
export const NOT_ON_COUNTER = 'not_on';
/** QUIC connections refused by policy so that browsers take TCP. */
export const QUIC_COUNTER = 'quic_refused';
export const ISOLATED_COUNTER = 'isolated';
/** IP packets of the office that our rules let on, that came out behind the engine, and answers that came back. */
export const OFFERED_COUNTER = 'lan_offered';
export const PASSED_COUNTER = 'lan_passed';
export const ANSWERED_COUNTER = 'lan_answered';
/** IP packets and bytes that left the box with the engine's verdict, and without one: both directions, both families. */
export const INSPECTED_COUNTER = 'inspected';
export const UNINSPECTED_COUNTER = 'uninspected';
/** Of conversations the engine has released: let on by policy without a look inside, in neither of the two above. */
export const TRUSTED_COUNTER = 'trusted';

export function countrySet(country: string, family: IpFamily): string {
  return `geo${family}_${country.toLowerCase()}`;
}

export function protectedSet(family: IpFamily): string {
  return `protected${family}`;
}

export function geoExceptSet(family: IpFamily): string {
  return `geo_except${family}`;
}

export const ISOLATED_SET = 'isolated';

export function addressListSet(list: string, family: IpFamily): string {
  return `list${family}_${list.replaceAll('-', '_')}`;
}

export function listChain(list: string): string {
  return `list_${list.replaceAll('-', '_')}`;
}

/** Of a feed of the bundle: apart from the lists that people write, which may have the same name. */
export function feedSet(list: string, family: IpFamily): string {
  return `feed${family}_${list.replaceAll('-', '_')}`;
}

export function feedChain(list: string): string {
  return `feed_${list.replaceAll('-', '_')}`;
}

/** What a block by a feed's list says of itself: `list` is the reason, this the detail. */
export const FEED_MARK = 'feed.';

/** Sets that are filled from the bundle: countries and lists of feeds. */
export const BUNDLE_SET = /^(?:geo|feed)[46]_/;

export function exceptionSet(id: string, family: IpFamily): string {
  return `except${family}_${id.replaceAll('-', '_')}`;
}

export function allowSet(protocol: string, port: number, family: IpFamily): string {
  return `allow${family}_${protocol}_${port}`;
}

/** Prefix of a block's NFLOG message, `om:<reason>:<detail>`; detail is `tcp/3389`, `LV`, a list's name or `feed.` and a feed's. */
export function blockPrefix(reason: BlockReason, detail: string): string {
  return `om:${reason}:${detail}`;
}
