/** Message types and flags: linux/netlink.h, linux/netfilter/nfnetlink.h, linux/netfilter/nf_tables.h. */
import type { Family } from '../object/table.ts';

export const NLM_F_REQUEST = 1;
export const NLM_F_ACK = 4;
export const NLM_F_DUMP = 0x300;
export const NLM_F_DUMP_INTR = 0x10;
export const NLM_F_EXCL = 0x200;
export const NLM_F_CREATE = 0x400;
export const NLM_F_APPEND = 0x800;
/** In replies: the original message is cut to its header; attributes follow. */
export const NLM_F_CAPPED = 0x100;
export const NLM_F_ACK_TLVS = 0x200;

export const NLMSG_ERROR = 2;
export const NLMSG_DONE = 3;
export const NLMSG_OVERRUN = 4;
export const NLMSGERR_ATTR_MSG = 1;
export const NLMSGERR_ATTR_OFFS = 2;

export const NFNL_MSG_BATCH_BEGIN = 16;
export const NFNL_MSG_BATCH_END = 17;
export const NFNL_BATCH_GENID = 1;
export const NFNL_SUBSYS_NFTABLES = 10;

const nftables = (message: number): number => (NFNL_SUBSYS_NFTABLES << 8) | message;
export const MESSAGE = {
  newTable: nftables(0),
  getTable: nftables(1),
  deleteTable: nftables(2),
  newChain: nftables(3),
  getChain: nftables(4),
  deleteChain: nftables(5),
  newRule: nftables(6),
  getRule: nftables(7),
  deleteRule: nftables(8),
  newSet: nftables(9),
  getSet: nftables(10),
  deleteSet: nftables(11),
  newElements: nftables(12),
  getElements: nftables(13),
  deleteElements: nftables(14),
  newGeneration: nftables(15),
  getGeneration: nftables(16),
  newObject: nftables(18),
  getObject: nftables(19),
  deleteObject: nftables(20),
  newFlowtable: nftables(22),
  getFlowtable: nftables(23),
  deleteFlowtable: nftables(24),
} as const;

export const FAMILY_NUMBER: Readonly<Record<Family, number>> = {
  inet: 1,
  ip: 2,
  arp: 3,
  netdev: 5,
  bridge: 7,
  ip6: 10,
};

export const SET_FLAG = {
  anonymous: 1,
  constant: 2,
  interval: 4,
  map: 8,
  timeout: 0x10,
  dynamic: 0x20,
  object: 0x40,
  concat: 0x80,
  expression: 0x100,
} as const;
