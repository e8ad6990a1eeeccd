import type { TableRef } from 'node-nftables';
import type { IpFamily } from '../../platform/address-prefix.ts';

/** Behind the bridge's lists and before the engine's queue: br_netfilter shows it what is left, with its connection. */
export const FLOOD_TABLE: TableRef = { family: 'inet', table: 'omamori_floods' };
export const FLOOD_PRIORITY = -10;

/** What comes from outside and what a device of the office does itself. */
export const FLOODS_INBOUND = ['syn', 'udp', 'icmp', 'reflection', 'connections', 'scan', 'brute'] as const;
export const FLOODS_OUTBOUND = ['spam', 'sweep', 'burst'] as const;
export const FLOOD_KINDS = [...FLOODS_INBOUND, ...FLOODS_OUTBOUND] as const;
export type FloodKind = (typeof FLOOD_KINDS)[number];

/** Kinds whose outside source is kept out for a time; the others have sources that anybody can invent. */
export const BLOCKING_INBOUND = ['connections', 'scan', 'brute'] as const satisfies readonly FloodKind[];
/** Kinds after which the device may not begin more of the same for a time; all else of it goes on. */
export const BLOCKING_OUTBOUND = ['spam', 'sweep'] as const satisfies readonly FloodKind[];
export type BlockingKind = (typeof BLOCKING_INBOUND)[number] | (typeof BLOCKING_OUTBOUND)[number];

/** Packets of a kind by device of the office (the one aimed at, or the one that sends), counted one by one. */
export function hitSet(kind: FloodKind, family: IpFamily): string {
  return `hits${family}_${kind}`;
}

/** Sources kept out: addresses outside. */
export function blockedSet(kind: (typeof BLOCKING_INBOUND)[number], family: IpFamily): string {
  return `blocked${family}_${kind}`;
}

/** Devices of the office kept from one kind of traffic: MACs. */
export function heldSet(kind: (typeof BLOCKING_OUTBOUND)[number]): string {
  return `held_${kind}`;
}

/** Prefix of the few packets of an attack that are logged to tell where it comes from. */
export const FLOOD_PREFIX = 'om:flood:';
/** Packets that were stopped and belong to no device, because the set of devices was full. */
export const FLOOD_UNTOLD_COUNTER = 'flood_untold';
