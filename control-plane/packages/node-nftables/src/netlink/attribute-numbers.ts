/** Attribute numbers of linux/netfilter/nf_tables.h, one table per enum of it; generated once from the header. */
export const TABLE = { NAME: 1, FLAGS: 2, USE: 3, HANDLE: 4, USERDATA: 6, OWNER: 7 } as const;
export const CHAIN = {
  TABLE: 1,
  HANDLE: 2,
  NAME: 3,
  HOOK: 4,
  POLICY: 5,
  USE: 6,
  TYPE: 7,
  COUNTERS: 8,
  FLAGS: 10,
  ID: 11,
  USERDATA: 12,
} as const;
export const HOOK = { HOOKNUM: 1, PRIORITY: 2, DEV: 3, DEVS: 4 } as const;
export const RULE = {
  TABLE: 1,
  CHAIN: 2,
  HANDLE: 3,
  EXPRESSIONS: 4,
  COMPAT: 5,
  POSITION: 6,
  USERDATA: 7,
  ID: 9,
  POSITION_ID: 10,
  CHAIN_ID: 11,
} as const;
export const SET = {
  TABLE: 1,
  NAME: 2,
  FLAGS: 3,
  KEY_TYPE: 4,
  KEY_LEN: 5,
  DATA_TYPE: 6,
  DATA_LEN: 7,
  POLICY: 8,
  DESC: 9,
  ID: 10,
  TIMEOUT: 11,
  GC_INTERVAL: 12,
  USERDATA: 13,
  OBJ_TYPE: 15,
  HANDLE: 16,
  EXPR: 17,
  EXPRESSIONS: 18,
} as const;
export const SET_DESC = { SIZE: 1, CONCAT: 2 } as const;
export const SET_ELEM = {
  KEY: 1,
  DATA: 2,
  FLAGS: 3,
  TIMEOUT: 4,
  EXPIRATION: 5,
  USERDATA: 6,
  EXPR: 7,
  OBJREF: 9,
  KEY_END: 10,
  EXPRESSIONS: 11,
} as const;
export const SET_ELEM_LIST = { TABLE: 1, SET: 2, ELEMENTS: 3, SET_ID: 4 } as const;
export const DATA = { VALUE: 1, VERDICT: 2 } as const;
export const VERDICT = { CODE: 1, CHAIN: 2, CHAIN_ID: 3 } as const;
export const EXPR = { NAME: 1, DATA: 2 } as const;
export const IMMEDIATE = { DREG: 1, DATA: 2 } as const;
export const PAYLOAD = {
  DREG: 1,
  BASE: 2,
  OFFSET: 3,
  LEN: 4,
  SREG: 5,
  CSUM_TYPE: 6,
  CSUM_OFFSET: 7,
  CSUM_FLAGS: 8,
} as const;
export const META = { DREG: 1, KEY: 2, SREG: 3 } as const;
export const CT = { DREG: 1, KEY: 2, DIRECTION: 3, SREG: 4 } as const;
export const CMP = { SREG: 1, OP: 2, DATA: 3 } as const;
export const BITWISE = { SREG: 1, DREG: 2, LEN: 3, MASK: 4, XOR: 5, OP: 6, DATA: 7 } as const;
export const BYTEORDER = { SREG: 1, DREG: 2, OP: 3, LEN: 4, SIZE: 5 } as const;
export const LOOKUP = { SET: 1, SREG: 2, DREG: 3, SET_ID: 4, FLAGS: 5 } as const;
export const RANGE = { SREG: 1, OP: 2, FROM_DATA: 3, TO_DATA: 4 } as const;
export const DYNSET = {
  SET_NAME: 1,
  SET_ID: 2,
  OP: 3,
  SREG_KEY: 4,
  SREG_DATA: 5,
  TIMEOUT: 6,
  EXPR: 7,
  FLAGS: 9,
  EXPRESSIONS: 10,
} as const;
export const COUNTER = { BYTES: 1, PACKETS: 2 } as const;
export const LIMIT = { RATE: 1, UNIT: 2, BURST: 3, TYPE: 4, FLAGS: 5 } as const;
export const LOG = { GROUP: 1, PREFIX: 2, SNAPLEN: 3, QTHRESHOLD: 4, LEVEL: 5, FLAGS: 6 } as const;
export const REJECT = { TYPE: 1, ICMP_CODE: 2 } as const;
export const QUEUE = { NUM: 1, TOTAL: 2, FLAGS: 3, SREG_QNUM: 4 } as const;
export const QUOTA = { BYTES: 1, FLAGS: 2, CONSUMED: 4 } as const;
export const OBJREF = { IMM_TYPE: 1, IMM_NAME: 2, SET_SREG: 3, SET_NAME: 4, SET_ID: 5 } as const;
export const NAT = {
  TYPE: 1,
  FAMILY: 2,
  REG_ADDR_MIN: 3,
  REG_ADDR_MAX: 4,
  REG_PROTO_MIN: 5,
  REG_PROTO_MAX: 6,
  FLAGS: 7,
} as const;
export const MASQ = { FLAGS: 1, REG_PROTO_MIN: 2, REG_PROTO_MAX: 3 } as const;
export const REDIR = { REG_PROTO_MIN: 1, REG_PROTO_MAX: 2, FLAGS: 3 } as const;
export const DUP = { SREG_ADDR: 1, SREG_DEV: 2 } as const;
export const FWD = { SREG_DEV: 1, SREG_ADDR: 2, NFPROTO: 3 } as const;
export const CONNLIMIT = { COUNT: 1, FLAGS: 2 } as const;
export const LAST = { SET: 1, MSECS: 2 } as const;
export const FIB = { DREG: 1, RESULT: 2, FLAGS: 3 } as const;
export const SOCKET = { KEY: 1, DREG: 2, LEVEL: 3 } as const;
export const EXTHDR = { DREG: 1, TYPE: 2, OFFSET: 3, LEN: 4, FLAGS: 5, OP: 6, SREG: 7 } as const;
export const RT = { DREG: 1, KEY: 2 } as const;
export const TPROXY = { FAMILY: 1, REG_ADDR: 2, REG_PORT: 3 } as const;
export const NG = { DREG: 1, MODULUS: 2, TYPE: 3, OFFSET: 4, SET_NAME: 5, SET_ID: 6 } as const;
export const HASH = {
  SREG: 1,
  DREG: 2,
  LEN: 3,
  MODULUS: 4,
  SEED: 5,
  OFFSET: 6,
  TYPE: 7,
  SET_NAME: 8,
  SET_ID: 9,
} as const;
export const SYNPROXY = { MSS: 1, WSCALE: 2, FLAGS: 3 } as const;
export const OSF = { DREG: 1, TTL: 2, FLAGS: 3 } as const;
export const OBJECT = { TABLE: 1, NAME: 2, TYPE: 3, DATA: 4, USE: 5, HANDLE: 6, USERDATA: 8 } as const;
export const FLOWTABLE = { TABLE: 1, NAME: 2, HOOK: 3, USE: 4, HANDLE: 5, FLAGS: 7 } as const;
export const FLOWTABLE_HOOK = { NUM: 1, PRIORITY: 2, DEVS: 3 } as const;
export const GEN = { ID: 1, PROC_PID: 2, PROC_NAME: 3 } as const;
export const CT_HELPER = { NAME: 1, L3PROTO: 2, L4PROTO: 3 } as const;
export const CT_TIMEOUT = { L3PROTO: 1, L4PROTO: 2, DATA: 3 } as const;
export const CT_EXPECTATION = { L3PROTO: 1, L4PROTO: 2, DPORT: 3, TIMEOUT: 4, SIZE: 5 } as const;
export const LIST_ELEM = 1;
export const SET_FIELD_LEN = 1;
