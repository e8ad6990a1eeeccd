/** Numbers of linux/netfilter/nfnetlink_log.h. */
const NFNL_SUBSYS_ULOG = 4;
export const PACKET_MESSAGE = NFNL_SUBSYS_ULOG << 8; // NFULNL_MSG_PACKET
export const CONFIG_MESSAGE = (NFNL_SUBSYS_ULOG << 8) | 1; // NFULNL_MSG_CONFIG

export const NFULA_PACKET_HDR = 1; // nfulnl_msg_packet_hdr { be16 hw_protocol; u8 hook; u8 pad }
export const NFULA_MARK = 2; // be32
export const NFULA_TIMESTAMP = 3; // nfulnl_msg_packet_timestamp { be64 sec; be64 usec }
export const NFULA_IFINDEX_INDEV = 4; // be32
export const NFULA_IFINDEX_OUTDEV = 5;
export const NFULA_IFINDEX_PHYSINDEV = 6;
export const NFULA_IFINDEX_PHYSOUTDEV = 7;
export const NFULA_PAYLOAD = 9;
export const NFULA_PREFIX = 10; // text with a final NUL
export const NFULA_SEQ = 12; // be32, per group, counted also for what the socket could not take
export const NFULA_HWHEADER = 16; // link-layer header
export const NFULA_VLAN = 20; // nested: 1 proto be16, 2 tci be16
export const NFULA_L2HDR = 21; // whole link-layer header, bridge family

export const NFULNL_CFG_CMD_BIND = 1;
export const NFULNL_COPY_PACKET = 2;
export const NFULNL_CFG_F_SEQ = 1;

export const NFULA_CFG_CMD = 1; // nfulnl_msg_config_cmd { u8 command }
export const NFULA_CFG_MODE = 2; // nfulnl_msg_config_mode { be32 copy_range; u8 copy_mode; u8 pad }
export const NFULA_CFG_NLBUFSIZ = 3; // be32, bytes of one datagram, at most 128 KiB
export const NFULA_CFG_TIMEOUT = 4; // be32, 1/100 s
export const NFULA_CFG_QTHRESH = 5; // be32, packets of one datagram
export const NFULA_CFG_FLAGS = 6; // be16
