/** Expressions that load registers, read back. */
import { padded } from '../datatype/bytes.ts';
import { dataType } from '../datatype/datatype.ts';
import { BITWISE_LSHIFT, BITWISE_RSHIFT } from '../selector/bitwise.ts';
import { decodeValue } from '../selector/decode-value.ts';
import { EXTENSION_HEADERS, EXTHDR_PRESENT, EXTHDR_TCPOPT, TCP_OPTIONS } from '../selector/extension-header.ts';
import { NUMGEN_MODES } from '../selector/generated-number.ts';
import type { Loaded } from '../selector/loaded.ts';
import {
  CT_KEYS,
  FIB_RESULTS,
  META_KEYS,
  nameOfKey,
  type RegisterKey,
  RT_KEYS,
  SOCKET_KEYS,
} from '../selector/meta-keys.ts';
import { placeOf } from '../selector/payload.ts';
import { CT_DIRECTION, FIB_FLAGS } from '../selector/register-key.ts';
import type { ExpressionOf, KernelExpression } from './kernel-expression.ts';
import type { Held, RuleReader } from './rule-reader.ts';

/** True when the expression was one of them. */
export function readSelector(reader: RuleReader, expression: KernelExpression): boolean {
  const held = heldAfter(reader, expression);
  if (held === undefined) return false;
  const slot = 'dreg' in expression ? expression.dreg : undefined;
  reader.registers.set(slot ?? 0, held);
  return true;
}

function heldAfter(reader: RuleReader, expression: KernelExpression): Held | undefined {
  switch (expression.name) {
    case 'payload':
      return expression.dreg === undefined ? undefined : bytesOf(expression);
    case 'meta':
      return expression.dreg === undefined ? undefined : keyed('meta', META_KEYS, expression.key, {});
    case 'ct':
      return expression.dreg === undefined ? undefined : keyed('ct', CT_KEYS, expression.key, direction(expression));
    case 'socket':
      return keyed('socket', SOCKET_KEYS, expression.key, {});
    case 'rt':
      return expression.key === 2
        ? selected({ rt: { key: 'nexthop', family: 'ip6' } }, loadedAs('ipv6_addr', 16))
        : keyed('rt', RT_KEYS, expression.key, {});
    case 'fib':
      return fib(expression);
    case 'exthdr':
      return expression.dreg === undefined ? undefined : extension(reader, expression);
    case 'numgen':
      return numgen(expression);
    case 'hash':
      return hash(reader, expression);
    case 'immediate':
      return expression.data instanceof Uint8Array ? { kind: 'constant', data: expression.data } : undefined;
    case 'bitwise':
      return bitwise(reader, expression);
    case 'byteorder':
      return byteorder(reader, expression);
    default:
      return undefined;
  }
}

function bytesOf({ base = 0, offset = 0, len = 0 }: ExpressionOf<'payload'>): Held {
  return { kind: 'bytes', bytes: { base, offset, len } };
}

function direction({ direction: number }: ExpressionOf<'ct'>): object {
  const dir = Object.entries(CT_DIRECTION).find(([, known]) => known === number)?.[0];
  return dir === undefined ? {} : { dir };
}

function keyed(
  kind: string,
  keys: Readonly<Record<string, RegisterKey>>,
  number: number | undefined,
  more: object,
): Held {
  const name = nameOfKey(keys, number ?? -1);
  const key = name === undefined ? undefined : keys[name];
  if (key === undefined) return selected({ [kind]: { key: number ?? null, ...more } }, loadedAs('integer', 4, 'host'));
  return selected({ [kind]: { key: name, ...more } }, loadedAs(key.type, key.bytes, key.order));
}

function loadedAs(name: string, bytes: number, order?: 'big' | 'host'): Loaded {
  const type = dataType(name);
  return { types: [type], bytes, order: order ?? type.order };
}

function selected(json: unknown, loaded: Loaded, isPresence = false): Held {
  return { kind: 'selector', selected: { json, loaded, ...(isPresence ? { isPresence } : {}) } };
}

const FIB_PRESENT = 32;

function fib({ result, flags = 0 }: ExpressionOf<'fib'>): Held {
  const name = nameOfKey(FIB_RESULTS, result ?? 0) ?? 'type';
  const key = FIB_RESULTS[name];
  const names = Object.keys(FIB_FLAGS).filter((flag) => flag !== 'present' && (flags & (FIB_FLAGS[flag] ?? 0)) !== 0);
  const isPresence = (flags & FIB_PRESENT) !== 0;
  const loaded = isPresence ? loadedAs('integer', 1, 'host') : loadedAs(key?.type ?? 'integer', key?.bytes ?? 4);
  return selected({ fib: { result: name, flags: names } }, loaded, isPresence);
}

function extension(reader: RuleReader, expression: ExpressionOf<'exthdr'>): Held {
  const { type, offset, len = 1, op = 0, flags = 0 } = expression;
  const isOption = op === EXTHDR_TCPOPT;
  const kind = isOption ? 'tcp option' : 'exthdr';
  const [name, header] =
    Object.entries(isOption ? TCP_OPTIONS : EXTENSION_HEADERS).find(([, entry]) => entry.type === type) ?? [];
  if (!isOption) reader.implications.drop('network');
  if ((flags & EXTHDR_PRESENT) !== 0) {
    return selected({ [kind]: { name: name ?? type } }, loadedAs('integer', 1, 'host'), true);
  }
  for (const [field, entry] of Object.entries(header?.fields ?? {})) {
    const place = placeOf(0, 0, entry);
    if (place.offset !== offset || place.bytes !== len) continue;
    const shift = place.mask === undefined ? {} : { shift: place.shift };
    return selected({ [kind]: { name, field } }, { ...loadedAs(entry.type, len, 'big'), ...shift });
  }
  return selected({ [kind]: { base: type, offset: (offset ?? 0) * 8, len: len * 8 } }, loadedAs('integer', len, 'big'));
}

function numgen({ type, modulus, offset }: ExpressionOf<'numgen'>): Held {
  const mode = Object.entries(NUMGEN_MODES).find(([, number]) => number === type)?.[0];
  return selected({ numgen: { mode, mod: modulus, offset: offset ?? 0 } }, loadedAs('integer', 4, 'host'));
}

function hash(reader: RuleReader, { type, modulus, offset = 0, seed, sreg, len = 0 }: ExpressionOf<'hash'>): Held {
  const common = { mod: modulus, ...(offset === 0 ? {} : { offset }) };
  if (type === 1) return selected({ symhash: common }, loadedAs('integer', 4, 'host'));
  const expr = keyOfLength(reader, sreg ?? 4, len);
  const seeded = seed === undefined ? {} : { seed };
  return selected({ jhash: { ...common, expr, ...seeded } }, loadedAs('integer', 4, 'host'));
}

/** As many fields as the length takes, one behind the other. */
function keyOfLength(reader: RuleReader, slot: number, length: number): unknown {
  const parts: unknown[] = [];
  for (let at = 0; at < length; ) {
    const { json, loaded } = reader.selectPlain(slot + at / 4);
    parts.push(json);
    at += padded(Math.max(1, loaded.bytes));
  }
  return parts.length === 1 ? parts[0] : { concat: parts };
}

function bitwise(reader: RuleReader, expression: ExpressionOf<'bitwise'>): Held {
  const { sreg = 0, op = 0, mask, xor, data } = expression;
  const held = reader.registers.get(sreg);
  if (op === BITWISE_LSHIFT || op === BITWISE_RSHIFT) {
    const { json, loaded } = reader.selectPlain(sreg);
    const bits = data === undefined ? 0 : new DataView(data.buffer, data.byteOffset).getUint32(0, true);
    return selected({ [op === BITWISE_LSHIFT ? '<<' : '>>']: [json, bits] }, loaded);
  }
  if (mask === undefined || xor === undefined) return held ?? { kind: 'constant', data: new Uint8Array(4) };
  const isAnd = xor.every((byte) => byte === 0);
  if (held?.kind === 'bytes' && held.bytes.mask === undefined) {
    return isAnd ? { ...held, bytes: { ...held.bytes, mask } } : { ...held, bytes: { ...held.bytes, mask }, xor };
  }
  if (held?.kind === 'selector' && held.mask === undefined && isAnd) {
    return held.selected.loaded.shift === undefined ? { ...held, mask } : held;
  }
  const { json, loaded } = reader.selectPlain(sreg);
  const value = decodeValue(loaded, isAnd ? mask : xor);
  const isOr = mask.every((byte, index) => (byte ^ (xor[index] ?? 0)) === 255);
  const isXor = mask.every((byte) => byte === 255);
  if (isAnd || isOr || isXor) return selected({ [isAnd ? '&' : isXor ? '^' : '|']: [json, value] }, loaded);
  return selected({ '^': [{ '&': [json, decodeValue(loaded, mask)] }, value] }, loaded);
}

function byteorder(reader: RuleReader, { sreg = 0 }: ExpressionOf<'byteorder'>): Held {
  const { json, loaded } = reader.selectPlain(sreg);
  return selected(json, { ...loaded, order: loaded.order === 'host' ? 'big' : 'host' });
}
