/** Numbers of linux/netfilter/nfnetlink_queue.h. */
const NFNL_SUBSYS_QUEUE = 3;
export const PACKET_MESSAGE = NFNL_SUBSYS_QUEUE << 8;
export const VERDICT_MESSAGE = (NFNL_SUBSYS_QUEUE << 8) | 1;
export const CONFIG_MESSAGE = (NFNL_SUBSYS_QUEUE << 8) | 2;
export const VERDICT_BATCH_MESSAGE = (NFNL_SUBSYS_QUEUE << 8) | 3;

export const NFQA_PACKET_HDR = 1; // { be32 id; be16 hw_protocol; u8 hook }
export const NFQA_VERDICT_HDR = 2; // { be32 verdict; be32 id }
export const NFQA_MARK = 3;
export const NFQA_IFINDEX_INDEV = 5;
export const NFQA_IFINDEX_OUTDEV = 6;
export const NFQA_IFINDEX_PHYSINDEV = 7;
export const NFQA_IFINDEX_PHYSOUTDEV = 8;
export const NFQA_PAYLOAD = 10;
export const NFQA_CAP_LEN = 13; // be32, the packet's length when it was cut

export const NFQA_CFG_CMD = 1; // { u8 command; u8 pad; be16 family }
export const NFQA_CFG_PARAMS = 2; // { be32 copy_range; u8 copy_mode }
export const NFQA_CFG_QUEUE_MAXLEN = 3;
export const NFQA_CFG_MASK = 4;
export const NFQA_CFG_FLAGS = 5;
export const NFQNL_CFG_CMD_BIND = 1;
export const NFQNL_COPY_PACKET = 2;
export const NFQA_CFG_F_FAIL_OPEN = 1;

export const NF_DROP = 0;
export const NF_ACCEPT = 1;
export const NF_REPEAT = 4;
