/** IPv6 extension headers and TCP options: `{ name }` asks whether it is there, `{ name, field }` reads it. */
import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import { requireProtocol } from './dependencies.ts';
import type { Loaded } from './loaded.ts';
import { placeOf } from './payload.ts';
import type { HeaderField } from './payload-fields.ts';

export interface OptionHeader {
  readonly type: number;
  readonly fields: Readonly<Record<string, HeaderField>>;
}

const number = (bit: number, bits: number): HeaderField => ({ type: 'integer', bit, bits });
const nexthdr: HeaderField = { type: 'inet_proto', bit: 0, bits: 8 };

export const EXTENSION_HEADERS: Readonly<Record<string, OptionHeader>> = {
  hbh: { type: 0, fields: { nexthdr, hdrlength: number(8, 8) } },
  rt: { type: 43, fields: { nexthdr, hdrlength: number(8, 8), type: number(16, 8), 'seg-left': number(24, 8) } },
  frag: {
    type: 44,
    fields: {
      nexthdr,
      reserved: number(8, 8),
      'frag-off': number(16, 13),
      'more-fragments': number(31, 1),
      id: number(32, 32),
    },
  },
  dst: { type: 60, fields: { nexthdr, hdrlength: number(8, 8) } },
  mh: { type: 135, fields: { nexthdr, hdrlength: number(8, 8), type: number(16, 8), checksum: number(32, 16) } },
};

const option = (type: number, fields: OptionHeader['fields']): OptionHeader => ({
  type,
  fields: { kind: number(0, 8), length: number(8, 8), ...fields },
});
export const TCP_OPTIONS: Readonly<Record<string, OptionHeader>> = {
  maxseg: option(2, { size: number(16, 16) }),
  window: option(3, { count: number(16, 8) }),
  'sack-perm': option(4, {}),
  sack: option(5, { left: number(16, 32), right: number(48, 32) }),
  timestamp: option(8, { tsval: number(16, 32), tsecr: number(48, 32) }),
};

export const EXTHDR_TCPOPT = 1;
export const EXTHDR_PRESENT = 1;

export function loadExtensionHeader(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  if (!requireExtension(rule)) return undefined;
  return loadOption(rule, EXTENSION_HEADERS, body, slot, 0);
}

export function loadTcpOption(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  return loadOption(rule, TCP_OPTIONS, body, slot, EXTHDR_TCPOPT);
}

function requireExtension(rule: RuleBuilder): boolean {
  return requireProtocol(rule, 'ip6');
}

function loadOption(
  rule: RuleBuilder,
  headers: Readonly<Record<string, OptionHeader>>,
  body: unknown,
  slot: number,
  op: number,
): Loaded | undefined {
  const { name, field: fieldName } = isRecord(body) ? body : { name: undefined, field: undefined };
  const header = typeof name === 'string' && Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (header === undefined) return rule.refuse(`unknown header or option ${String(name)}`);
  const common = { dreg: slot, type: header.type, op };
  if (fieldName === undefined) {
    rule.push('exthdr', { ...common, offset: 0, len: 1, flags: EXTHDR_PRESENT });
    return { types: [dataType('integer')], bytes: 1, order: 'host' };
  }
  const field = typeof fieldName === 'string' ? header.fields[fieldName] : undefined;
  if (field === undefined) return rule.refuse(`unknown field ${String(name)} ${String(fieldName)}`);
  const place = placeOf(0, 0, field);
  rule.push('exthdr', { ...common, offset: place.offset, len: place.bytes, flags: 0 });
  const loaded = { types: [dataType(field.type)], bytes: place.bytes, order: 'big' } as const;
  if (place.mask === undefined) return loaded;
  const { bytes, mask, shift } = place;
  rule.push('bitwise', { sreg: slot, dreg: slot, op: 0, len: bytes, mask, xor: new Uint8Array(bytes) });
  return { ...loaded, shift };
}
