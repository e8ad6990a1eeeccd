import type { ElementStatement } from '../statement/set-update.ts';
import type { ListedElement } from './element.ts';
import type { Family } from './table.ts';

export interface SetRef {
  readonly family: Family;
  readonly table: string;
  readonly set: string;
}

export type KeyType =
  | 'ipv4_addr'
  | 'ipv6_addr'
  | 'ether_addr'
  | 'inet_service'
  | 'inet_proto'
  | 'mark'
  | 'ifname'
  | 'ether_type'
  | 'iface_index'
  | 'arp_op'
  | 'icmp_type'
  | 'icmpv6_type'
  | 'igmp_type'
  | 'tcp_flag'
  | 'ct_state'
  | 'ct_dir'
  | 'ct_status'
  | 'pkt_type'
  | 'dscp'
  | 'uid'
  | 'gid'
  | 'classid'
  | 'fib_addrtype';

export type SetFlag = 'constant' | 'interval' | 'timeout' | 'dynamic';

export interface SetObject {
  readonly set: NftSet;
}

export interface NftSet {
  readonly family: Family;
  readonly table: string;
  readonly name: string;
  readonly handle?: number;
  /** A list is a concatenated key. */
  readonly type: KeyType | readonly KeyType[];
  /** nft 1.0.6 neither reads nor lists `dynamic` in JSON (the door handles the first, canonical form the second). */
  readonly flags?: readonly SetFlag[];
  /** Seconds an element lives, when it does not say otherwise. */
  readonly timeout?: number;
  readonly 'gc-interval'?: number;
  /** Most elements it may hold. A dynamic set without size is bounded by the kernel at 65,535. */
  readonly size?: number;
  readonly policy?: 'performance' | 'memory';
  readonly 'auto-merge'?: boolean;
  readonly elem?: readonly ListedElement[];
  /** The statement every element gets: `[{ counter: null }]` counts per element. At most one. */
  readonly stmt?: readonly ElementStatement[];
  readonly comment?: string;
}
