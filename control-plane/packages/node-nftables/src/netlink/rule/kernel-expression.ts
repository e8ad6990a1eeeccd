/**
 * The kernel's own expressions, what a rule is made of: one table of attributes for each, in the order in which
 * libnftnl writes them, and one codec for all. Registers are counted in slots of four bytes (slot 0 is NFT_REG_1).
 */

import * as A from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import type { MessageWriter } from '../message-writer.ts';

export const VERDICT_SLOT = -4;

/** NF_DROP, NF_ACCEPT, and nft's own ones below zero. */
export interface Verdict {
  readonly code: number;
  readonly chain?: string | undefined;
}

interface Kinds {
  readonly u8: number;
  readonly u16: number;
  readonly u32: number;
  readonly u64: number;
  readonly slot: number;
  readonly text: string;
  /** Text without a terminating zero. */
  readonly bare: string;
  readonly value: Uint8Array;
  readonly data: Uint8Array | Verdict;
  readonly list: readonly KernelExpression[];
}
type Table = Readonly<Record<string, readonly [keyof Kinds, number]>>;

const slot = (number: number) => ['slot', number] as const;
const u8 = (number: number) => ['u8', number] as const;
const u16 = (number: number) => ['u16', number] as const;
const u32 = (number: number) => ['u32', number] as const;
const u64 = (number: number) => ['u64', number] as const;
const text = (number: number) => ['text', number] as const;
const value = (number: number) => ['value', number] as const;

const TABLES = {
  immediate: { dreg: slot(A.IMMEDIATE.DREG), data: ['data', A.IMMEDIATE.DATA] },
  payload: {
    sreg: slot(A.PAYLOAD.SREG),
    dreg: slot(A.PAYLOAD.DREG),
    base: u32(A.PAYLOAD.BASE),
    offset: u32(A.PAYLOAD.OFFSET),
    len: u32(A.PAYLOAD.LEN),
    csumType: u32(A.PAYLOAD.CSUM_TYPE),
    csumOffset: u32(A.PAYLOAD.CSUM_OFFSET),
    csumFlags: u32(A.PAYLOAD.CSUM_FLAGS),
  },
  meta: { key: u32(A.META.KEY), dreg: slot(A.META.DREG), sreg: slot(A.META.SREG) },
  ct: { key: u32(A.CT.KEY), dreg: slot(A.CT.DREG), direction: u8(A.CT.DIRECTION), sreg: slot(A.CT.SREG) },
  cmp: { sreg: slot(A.CMP.SREG), op: u32(A.CMP.OP), data: value(A.CMP.DATA) },
  bitwise: {
    sreg: slot(A.BITWISE.SREG),
    dreg: slot(A.BITWISE.DREG),
    op: u32(A.BITWISE.OP),
    len: u32(A.BITWISE.LEN),
    mask: value(A.BITWISE.MASK),
    xor: value(A.BITWISE.XOR),
    data: value(A.BITWISE.DATA),
  },
  byteorder: {
    sreg: slot(A.BYTEORDER.SREG),
    dreg: slot(A.BYTEORDER.DREG),
    op: u32(A.BYTEORDER.OP),
    len: u32(A.BYTEORDER.LEN),
    size: u32(A.BYTEORDER.SIZE),
  },
  lookup: {
    sreg: slot(A.LOOKUP.SREG),
    dreg: slot(A.LOOKUP.DREG),
    set: text(A.LOOKUP.SET),
    setId: u32(A.LOOKUP.SET_ID),
    flags: u32(A.LOOKUP.FLAGS),
  },
  range: {
    sreg: slot(A.RANGE.SREG),
    op: u32(A.RANGE.OP),
    from: value(A.RANGE.FROM_DATA),
    to: value(A.RANGE.TO_DATA),
  },
  dynset: {
    keySlot: slot(A.DYNSET.SREG_KEY),
    dataSlot: slot(A.DYNSET.SREG_DATA),
    op: u32(A.DYNSET.OP),
    timeout: u64(A.DYNSET.TIMEOUT),
    set: text(A.DYNSET.SET_NAME),
    setId: u32(A.DYNSET.SET_ID),
    expressions: ['list', A.DYNSET.EXPR],
    flags: u32(A.DYNSET.FLAGS),
  },
  counter: { bytes: u64(A.COUNTER.BYTES), packets: u64(A.COUNTER.PACKETS) },
  limit: {
    rate: u64(A.LIMIT.RATE),
    unit: u64(A.LIMIT.UNIT),
    burst: u32(A.LIMIT.BURST),
    type: u32(A.LIMIT.TYPE),
    flags: u32(A.LIMIT.FLAGS),
  },
  log: {
    prefix: text(A.LOG.PREFIX),
    group: u16(A.LOG.GROUP),
    snaplen: u32(A.LOG.SNAPLEN),
    threshold: u16(A.LOG.QTHRESHOLD),
    level: u32(A.LOG.LEVEL),
    flags: u32(A.LOG.FLAGS),
  },
  reject: { type: u32(A.REJECT.TYPE), code: u8(A.REJECT.ICMP_CODE) },
  queue: {
    num: u16(A.QUEUE.NUM),
    total: u16(A.QUEUE.TOTAL),
    flags: u16(A.QUEUE.FLAGS),
    numSlot: slot(A.QUEUE.SREG_QNUM),
  },
  quota: { bytes: u64(A.QUOTA.BYTES), consumed: u64(A.QUOTA.CONSUMED), flags: u32(A.QUOTA.FLAGS) },
  objref: {
    type: u32(A.OBJREF.IMM_TYPE),
    object: ['bare', A.OBJREF.IMM_NAME],
    keySlot: slot(A.OBJREF.SET_SREG),
    set: text(A.OBJREF.SET_NAME),
    setId: u32(A.OBJREF.SET_ID),
  },
  nat: {
    type: u32(A.NAT.TYPE),
    family: u32(A.NAT.FAMILY),
    addrMin: slot(A.NAT.REG_ADDR_MIN),
    addrMax: slot(A.NAT.REG_ADDR_MAX),
    protoMin: slot(A.NAT.REG_PROTO_MIN),
    protoMax: slot(A.NAT.REG_PROTO_MAX),
    flags: u32(A.NAT.FLAGS),
  },
  masq: { flags: u32(A.MASQ.FLAGS), protoMin: slot(A.MASQ.REG_PROTO_MIN), protoMax: slot(A.MASQ.REG_PROTO_MAX) },
  redir: { protoMin: slot(A.REDIR.REG_PROTO_MIN), protoMax: slot(A.REDIR.REG_PROTO_MAX), flags: u32(A.REDIR.FLAGS) },
  dup: { addr: slot(A.DUP.SREG_ADDR), dev: slot(A.DUP.SREG_DEV) },
  fwd: { dev: slot(A.FWD.SREG_DEV), addr: slot(A.FWD.SREG_ADDR), family: u32(A.FWD.NFPROTO) },
  connlimit: { count: u32(A.CONNLIMIT.COUNT), flags: u32(A.CONNLIMIT.FLAGS) },
  last: { set: u32(A.LAST.SET), msecs: u64(A.LAST.MSECS) },
  fib: { flags: u32(A.FIB.FLAGS), result: u32(A.FIB.RESULT), dreg: slot(A.FIB.DREG) },
  socket: { key: u32(A.SOCKET.KEY), dreg: slot(A.SOCKET.DREG), level: u32(A.SOCKET.LEVEL) },
  exthdr: {
    dreg: slot(A.EXTHDR.DREG),
    sreg: slot(A.EXTHDR.SREG),
    type: u8(A.EXTHDR.TYPE),
    offset: u32(A.EXTHDR.OFFSET),
    len: u32(A.EXTHDR.LEN),
    op: u32(A.EXTHDR.OP),
    flags: u32(A.EXTHDR.FLAGS),
  },
  rt: { key: u32(A.RT.KEY), dreg: slot(A.RT.DREG) },
  numgen: { dreg: slot(A.NG.DREG), modulus: u32(A.NG.MODULUS), type: u32(A.NG.TYPE), offset: u32(A.NG.OFFSET) },
  hash: {
    sreg: slot(A.HASH.SREG),
    dreg: slot(A.HASH.DREG),
    len: u32(A.HASH.LEN),
    modulus: u32(A.HASH.MODULUS),
    seed: u32(A.HASH.SEED),
    offset: u32(A.HASH.OFFSET),
    type: u32(A.HASH.TYPE),
  },
  tproxy: { family: u32(A.TPROXY.FAMILY), addr: slot(A.TPROXY.REG_ADDR), port: slot(A.TPROXY.REG_PORT) },
  synproxy: { mss: u16(A.SYNPROXY.MSS), wscale: u8(A.SYNPROXY.WSCALE), flags: u32(A.SYNPROXY.FLAGS) },
  flow_offload: { table: text(1) },
  notrack: {},
} as const satisfies Readonly<Record<string, Table>>;

type Tables = typeof TABLES;
export type ExpressionName = keyof Tables;
type Fields<N extends ExpressionName> = {
  readonly [F in keyof Tables[N]]?: Tables[N][F] extends readonly [infer K extends keyof Kinds, number]
    ? Kinds[K] | undefined
    : never;
};
export type ExpressionOf<N extends ExpressionName> = { readonly name: N } & Fields<N>;
export type KernelExpression = { [N in ExpressionName]: ExpressionOf<N> }[ExpressionName];
/** One this package has no table for: kept out of decisions, named in listings. */
export interface UnknownExpression {
  readonly name: 'unknown';
  readonly kernelName: string;
}

export function writeExpression(writer: MessageWriter, expression: KernelExpression, entryType: number): void {
  const entry = writer.nest(entryType);
  writer.text(A.EXPR.NAME, expression.name);
  const table: Table = TABLES[expression.name];
  const fields = expression as unknown as Readonly<Record<string, unknown>>;
  const attributes = Object.entries(table);
  if (attributes.length > 0) {
    const data = writer.nest(A.EXPR.DATA);
    for (const [field, [kind, number]] of attributes) {
      if (fields[field] !== undefined) writeField(writer, kind, number, fields[field]);
    }
    writer.close(data);
  }
  writer.close(entry);
}

function writeField(writer: MessageWriter, kind: keyof Kinds, number: number, field: unknown): void {
  if (kind === 'text') writer.text(number, String(field));
  else if (kind === 'bare') writer.value(number, Buffer.from(String(field)));
  else if (kind === 'slot') writer.u32(number, registerOf(field as number));
  else if (kind === 'value' || kind === 'data') writeDataAttribute(writer, number, field as Kinds['data']);
  else if (kind === 'list') for (const inner of field as Kinds['list']) writeExpression(writer, inner, number);
  else writer[kind](number, field as number);
}

export function writeDataAttribute(writer: MessageWriter, number: number, data: Kinds['data']): void {
  const nest = writer.nest(number);
  if (data instanceof Uint8Array) writer.value(A.DATA.VALUE, data);
  else {
    const verdict = writer.nest(A.DATA.VERDICT);
    writer.u32(A.VERDICT.CODE, data.code);
    if (data.chain !== undefined) writer.text(A.VERDICT.CHAIN, data.chain);
    writer.close(verdict);
  }
  writer.close(nest);
}

export function readExpression(entry: Attributes): KernelExpression | UnknownExpression {
  const name = entry.text(A.EXPR.NAME) ?? '';
  if (!Object.hasOwn(TABLES, name)) return { name: 'unknown', kernelName: name };
  const table: Table = TABLES[name as ExpressionName];
  const data = entry.nested(A.EXPR.DATA);
  const fields: Record<string, unknown> = { name };
  for (const [field, [kind, number]] of Object.entries(table)) {
    if (data?.has(number) === true) fields[field] = readField(data, kind, number);
  }
  return fields as unknown as KernelExpression;
}

function readField(data: Attributes, kind: keyof Kinds, number: number): unknown {
  if (kind === 'slot') return slotOf(data.u32(number) ?? 0);
  if (kind === 'value' || kind === 'data') return readDataAttribute(data, number);
  if (kind === 'bare') return data.text(number);
  if (kind !== 'list') return data[kind](number);
  const inner = data.nested(number);
  return inner === undefined ? [] : [readExpression(inner)];
}

export function readDataAttribute(data: Attributes, number: number): Kinds['data'] | undefined {
  const nest = data.nested(number);
  const verdict = nest?.nested(A.DATA.VERDICT);
  if (verdict === undefined) return nest?.bytes(A.DATA.VALUE);
  const chain = verdict.text(A.VERDICT.CHAIN);
  return { code: (verdict.u32(A.VERDICT.CODE) ?? 0) | 0, ...(chain === undefined ? {} : { chain }) };
}

/** As libnftnl: the sixteen-byte registers by their own numbers, what lies between by those of four bytes. */
function registerOf(at: number): number {
  return at % 4 === 0 ? 1 + at / 4 : 8 + at;
}

function slotOf(register: number): number {
  return register < 8 ? (register - 1) * 4 : register - 8;
}
