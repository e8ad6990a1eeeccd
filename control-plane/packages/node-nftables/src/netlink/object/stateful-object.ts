/** Counters, quotas, limits and connection tracking objects: shared by rules, by name. */
import {
  COUNTER,
  CT_EXPECTATION,
  CT_HELPER,
  CT_TIMEOUT,
  LIMIT,
  OBJECT,
  QUOTA,
  SYNPROXY,
} from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { nameOf, numberOf, PROTOCOLS } from '../datatype/symbols.ts';
import { readUserData } from '../element/set-declaration.ts';
import { MESSAGE } from '../message-numbers.ts';
import type { MessageWriter } from '../message-writer.ts';
import { limitBody, limitFields } from '../statement/limit.ts';
import { OBJECT_TYPE, type ObjectKind, objectKindOf } from '../statement/object-reference.ts';
import type { ObjectCompiler } from './object-compiler.ts';
import { commentEntry, encodeUserData, readComment } from './user-data.ts';

const NF_FAMILY: Readonly<Record<string, number>> = { ip: 2, ip6: 10, inet: 1 };
const FLAG_OVER = 1;

type Body = Record<string, unknown>;
type DataWriter = (writer: MessageWriter, body: Body) => boolean;
const numeric = (value: unknown): number => (typeof value === 'number' ? value : 0);

const WRITERS: Readonly<Partial<Record<ObjectKind, DataWriter>>> = {
  counter(writer, { packets, bytes }) {
    writer.u64(COUNTER.BYTES, numeric(bytes));
    writer.u64(COUNTER.PACKETS, numeric(packets));
    return true;
  },
  quota(writer, { bytes, used, inv }) {
    writer.u64(QUOTA.BYTES, numeric(bytes));
    writer.u64(QUOTA.CONSUMED, numeric(used));
    writer.u32(QUOTA.FLAGS, inv === true ? FLAG_OVER : 0);
    return typeof bytes === 'number';
  },
  limit(writer, body) {
    const fields = limitFields(body);
    if (fields === undefined) return false;
    writer.u64(LIMIT.RATE, fields.rate ?? 0);
    writer.u64(LIMIT.UNIT, fields.unit ?? 1);
    writer.u32(LIMIT.BURST, fields.burst ?? 0);
    writer.u32(LIMIT.TYPE, fields.type ?? 0);
    writer.u32(LIMIT.FLAGS, fields.flags ?? 0);
    return true;
  },
  'ct helper'(writer, { type, protocol, l3proto }) {
    writer.text(CT_HELPER.NAME, String(type));
    if (l3proto !== undefined) writer.u16(CT_HELPER.L3PROTO, NF_FAMILY[String(l3proto)] ?? 0);
    writer.u8(CT_HELPER.L4PROTO, numberOf(PROTOCOLS, String(protocol)) ?? 0);
    return typeof type === 'string' && numberOf(PROTOCOLS, String(protocol)) !== undefined;
  },
  'ct expectation'(writer, { l3proto, protocol, dport, timeout, size }) {
    if (l3proto !== undefined) writer.u16(CT_EXPECTATION.L3PROTO, NF_FAMILY[String(l3proto)] ?? 0);
    writer.u8(CT_EXPECTATION.L4PROTO, numberOf(PROTOCOLS, String(protocol)) ?? 0);
    writer.u16(CT_EXPECTATION.DPORT, numeric(dport));
    writer.u32(CT_EXPECTATION.TIMEOUT, numeric(timeout));
    writer.u8(CT_EXPECTATION.SIZE, numeric(size));
    return numberOf(PROTOCOLS, String(protocol)) !== undefined;
  },
  synproxy(writer, { mss, wscale }) {
    writer.u16(SYNPROXY.MSS, numeric(mss));
    writer.u8(SYNPROXY.WSCALE, numeric(wscale));
    writer.u32(SYNPROXY.FLAGS, (mss === undefined ? 0 : 1) | (wscale === undefined ? 0 : 2));
    return true;
  },
};

export function isStatefulKind(kind: string): kind is ObjectKind {
  return Object.hasOwn(WRITERS, kind);
}

export function addObject(compiler: ObjectCompiler, kind: ObjectKind, body: Body, flags: number): void {
  compiler.message(MESSAGE.newObject, flags, (writer) => {
    writer.text(OBJECT.TABLE, compiler.table);
    writer.text(OBJECT.NAME, compiler.name);
    writer.u32(OBJECT.TYPE, OBJECT_TYPE[kind]);
    const nest = writer.nest(OBJECT.DATA);
    if (WRITERS[kind]?.(writer, body) !== true) compiler.refuse(`${kind}: ${JSON.stringify(body)}`);
    writer.close(nest);
    const userData = encodeUserData(commentEntry(0, body['comment']));
    if (userData.length > 0) writer.value(OBJECT.USERDATA, userData);
  });
}

export function deleteObject(compiler: ObjectCompiler, kind: ObjectKind): void {
  compiler.message(MESSAGE.deleteObject, 0, (writer) => {
    writer.text(OBJECT.TABLE, compiler.table);
    writer.text(OBJECT.NAME, compiler.name);
    writer.u32(OBJECT.TYPE, OBJECT_TYPE[kind]);
  });
}

/** `{ [kind]: body }`, or nothing for kinds this package does not know. */
export function readObject(family: string, attributes: Attributes): Record<string, unknown> | undefined {
  const kind = objectKindOf(attributes.u32(OBJECT.TYPE) ?? 0);
  const data = attributes.nested(OBJECT.DATA);
  if (kind === undefined || data === undefined) return undefined;
  const comment = readComment(readUserData(attributes.bytes(OBJECT.USERDATA) ?? new Uint8Array(0)), 0);
  return {
    [kind]: {
      family,
      name: attributes.text(OBJECT.NAME) ?? '',
      table: attributes.text(OBJECT.TABLE) ?? '',
      handle: attributes.u64(OBJECT.HANDLE) ?? 0,
      ...(comment === undefined ? {} : { comment }),
      ...readBody(kind, data),
    },
  };
}

function readBody(kind: ObjectKind, data: Attributes): object {
  if (kind === 'counter') return { packets: data.u64(COUNTER.PACKETS) ?? 0, bytes: data.u64(COUNTER.BYTES) ?? 0 };
  if (kind === 'quota') {
    const inv = ((data.u32(QUOTA.FLAGS) ?? 0) & FLAG_OVER) === 0 ? {} : { inv: true };
    return { bytes: data.u64(QUOTA.BYTES) ?? 0, used: data.u64(QUOTA.CONSUMED) ?? 0, ...inv };
  }
  if (kind === 'limit') {
    return limitBody({
      rate: data.u64(LIMIT.RATE),
      unit: data.u64(LIMIT.UNIT),
      burst: data.u32(LIMIT.BURST),
      type: data.u32(LIMIT.TYPE),
      flags: data.u32(LIMIT.FLAGS),
    });
  }
  if (kind === 'ct helper') {
    return { type: data.text(CT_HELPER.NAME), ...protocols(data, CT_HELPER.L3PROTO, CT_HELPER.L4PROTO) };
  }
  if (kind === 'ct expectation') {
    return {
      ...protocols(data, CT_EXPECTATION.L3PROTO, CT_EXPECTATION.L4PROTO),
      dport: data.u16(CT_EXPECTATION.DPORT),
      timeout: data.u32(CT_EXPECTATION.TIMEOUT),
      size: data.u8(CT_EXPECTATION.SIZE),
    };
  }
  if (kind === 'ct timeout') return protocols(data, CT_TIMEOUT.L3PROTO, CT_TIMEOUT.L4PROTO);
  return kind === 'synproxy' ? { mss: data.u16(SYNPROXY.MSS), wscale: data.u8(SYNPROXY.WSCALE) } : {};
}

function protocols(data: Attributes, network: number, transport: number): object {
  const family = Object.entries(NF_FAMILY).find(([, number]) => number === data.u16(network))?.[0];
  return { protocol: nameOf(PROTOCOLS, data.u8(transport) ?? 0), ...(family === undefined ? {} : { l3proto: family }) };
}
