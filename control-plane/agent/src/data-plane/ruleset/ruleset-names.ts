import type { TableRef } from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';

/**
 * Names, marks and groups that the generator, the event path and the tests share. Whoever changes one changes what
 * a running box already has in its kernel: an old table is then replaced by hand or by a reboot.
 */
export const BRIDGE_TABLE: TableRef = { family: 'bridge', table: 'omamori' };
export const ANSWER_TABLE: TableRef = { family: 'inet', table: 'omamori_ct' };
export const OWN_TABLE: TableRef = { family: 'inet', table: 'omamori_own' };
export const ALL_TABLES: readonly TableRef[] = [BRIDGE_TABLE, ANSWER_TABLE, OWN_TABLE];

/** Packet marks, set in prerouting and read in forward and input; they never leave the box. */
export const MARK_FROM_WAN = 0x10000;
export const MARK_ANSWER = 0x20000;
export const MARK_BOTH = MARK_FROM_WAN | MARK_ANSWER;

/** NFLOG groups: what was blocked; and copies of discovery frames from the LAN port. */
export const BLOCK_GROUP = 5;
export const DISCOVERY_GROUP = 6;
export const BLOCK_SNAPLEN = 256;
export const DISCOVERY_SNAPLEN = 1500;

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
export const ISOLATED_COUNTER = 'isolated';
/** IP packets of the office that our rules let on, that came out behind the engine, and answers that came back. */
export const OFFERED_COUNTER = 'lan_offered';
export const PASSED_COUNTER = 'lan_passed';
export const ANSWERED_COUNTER = 'lan_answered';

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

export function exceptionSet(id: string, family: IpFamily): string {
  return `except${family}_${id.replaceAll('-', '_')}`;
}

export function allowSet(protocol: string, port: number, family: IpFamily): string {
  return `allow${family}_${protocol}_${port}`;
}

/** Prefix of a block's NFLOG message, `om:<reason>:<detail>`; detail is `tcp/3389`, `LV` or a list's name. */
export function blockPrefix(reason: BlockReason, detail: string): string {
  return `om:${reason}:${detail}`;
}
