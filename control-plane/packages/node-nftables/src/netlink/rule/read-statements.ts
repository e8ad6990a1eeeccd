/** A rule of the kernel as the statements of libnftables-json. */

import { bigOfBytes, bytesOfNumber } from '../datatype/bytes.ts';
import { dataType } from '../datatype/datatype.ts';
import { decodeValue } from '../selector/decode-value.ts';
import { TCP_OPTIONS } from '../selector/extension-header.ts';
import { search } from '../selector/find-field.ts';
import type { Loaded } from '../selector/loaded.ts';
import { CT_KEYS, META_KEYS, nameOfKey } from '../selector/meta-keys.ts';
import { CT_DIRECTION } from '../selector/register-key.ts';
import { readCounter } from '../statement/counter.ts';
import { readCtCount } from '../statement/ct-count.ts';
import { readFlow } from '../statement/flow.ts';
import { readLimit } from '../statement/limit.ts';
import { readLog } from '../statement/log.ts';
import { objectKindOf, readObjectReference } from '../statement/object-reference.ts';
import { readQueue } from '../statement/queue.ts';
import { readQuota } from '../statement/quota.ts';
import { readReject, TCP_RESET } from '../statement/reject.ts';
import { DYNSET_OPS } from '../statement/set-update.ts';
import { readSynproxy } from '../statement/synproxy.ts';
import { readVerdict } from '../statement/verdict.ts';
import type { ExpressionOf, KernelExpression, UnknownExpression } from './kernel-expression.ts';
import { readComparison, readLookup, readRange } from './read-match.ts';
import { readSelector } from './read-selectors.ts';
import { readDevice, readTranslation, type Translation } from './read-translation.ts';
import { type ReaderScope, RuleReader } from './rule-reader.ts';

export function readStatements(
  scope: ReaderScope,
  expressions: readonly (KernelExpression | UnknownExpression)[],
): unknown[] {
  const reader = new RuleReader(scope);
  for (let index = 0; index < expressions.length; ) {
    const expression = expressions[index] as KernelExpression | UnknownExpression;
    if (expression.name === 'cmp') {
      const next = expressions[index + 1];
      index += readComparison(reader, expression, next?.name === 'unknown' ? undefined : next);
      continue;
    }
    index += 1;
    if (expression.name === 'unknown') reader.push({ [expression.kernelName]: null });
    else if (!readSelector(reader, expression)) readStatement(reader, expression);
  }
  return reader.statements;
}

function readStatement(reader: RuleReader, expression: KernelExpression): void {
  if (expression.name === 'lookup') readLookup(reader, expression);
  else if (expression.name === 'range') readRange(reader, expression);
  else if (expression.name === 'meta' || expression.name === 'ct') readKeyWrite(reader, expression);
  else if (expression.name === 'payload') readFieldWrite(reader, expression);
  else if (expression.name === 'exthdr') readOptionWrite(reader, expression);
  else if (expression.name === 'dynset') readSetUpdate(reader, expression);
  else if (expression.name === 'objref') readReference(reader, expression);
  else if (expression.name === 'dup' || expression.name === 'fwd') reader.push(readDevice(reader, expression));
  else if (expression.name === 'reject') readAnswer(reader, expression);
  else if (isTranslation(expression)) reader.push(readTranslation(reader, expression));
  else reader.push(readPlain(expression));
}

function isTranslation(expression: KernelExpression): expression is Translation {
  return ['nat', 'masq', 'redir', 'tproxy'].includes(expression.name);
}

/** What the answer implies need not be matched for; nft keeps the match for TCP in inet tables. */
function readAnswer(reader: RuleReader, expression: ExpressionOf<'reject'>): void {
  if (expression.type !== TCP_RESET) reader.implications.drop('network');
  else if (reader.scope.family !== 'inet') reader.implications.drop('transport');
  reader.push(readReject(expression, reader.protocols.network));
}

/** Statements that need no register. */
export function readPlain(expression: KernelExpression): unknown {
  switch (expression.name) {
    case 'immediate':
      return readVerdict(expression) ?? {};
    case 'counter':
      return readCounter(expression);
    case 'limit':
      return readLimit(expression);
    case 'quota':
      return readQuota(expression);
    case 'log':
      return readLog(expression);
    case 'queue':
      return readQueue(expression);
    case 'connlimit':
      return readCtCount(expression);
    case 'synproxy':
      return { synproxy: readSynproxy(expression) };
    case 'flow_offload':
      return readFlow(expression);
    default:
      return { [expression.name]: null };
  }
}

function readKeyWrite(reader: RuleReader, expression: ExpressionOf<'meta'> | ExpressionOf<'ct'>): void {
  const keys = expression.name === 'meta' ? META_KEYS : CT_KEYS;
  const name = nameOfKey(keys, expression.key ?? -1) ?? '';
  const key = keys[name];
  const type = dataType(key?.type ?? 'integer');
  const like: Loaded = { types: [type], bytes: key?.bytes ?? 4, order: key?.order ?? type.order };
  const number = expression.name === 'ct' ? expression.direction : undefined;
  const dir = Object.entries(CT_DIRECTION).find(([, known]) => known === number)?.[0];
  const target = { [expression.name]: { key: name, ...(dir === undefined ? {} : { dir }) } };
  reader.push({ mangle: { key: target, value: reader.value(expression.sreg ?? 0, like) } });
}

/** Whole fields by value; parts of bytes as what was read, masked and written back. */
function readFieldWrite(reader: RuleReader, expression: ExpressionOf<'payload'>): void {
  const { sreg = 0, base = 0, offset = 0, len = 0 } = expression;
  const held = reader.registers.get(sreg);
  const kept = held?.kind === 'bytes' ? held.bytes.mask : undefined;
  let shift = 0;
  const found = search(reader.protocols, base, (place) => {
    const ahead = place.offset - offset;
    if (ahead < 0 || place.offset + place.bytes > offset + len) return false;
    const mask = new Uint8Array(len);
    mask.set(place.mask ?? new Uint8Array(place.bytes).fill(255), ahead);
    shift = place.shift + (offset + len - place.offset - place.bytes) * 8;
    return mask.every((byte, index) => byte === (~(kept?.[index] ?? 0) & 255));
  });
  if (found === undefined) {
    reader.push({ mangle: { key: { payload: { base, offset: offset * 8, len: len * 8 } }, value: null } });
    return;
  }
  reader.implications.use(found.protocol);
  const type = dataType(found.field.type);
  const like: Loaded = { types: [type], bytes: len, order: 'big' };
  const xor = held?.kind === 'bytes' ? (held.xor ?? new Uint8Array(len)) : undefined;
  const own = xor === undefined ? undefined : bytesOfNumber(bigOfBytes(xor, 'big') >> BigInt(shift), len, 'big');
  const value = own === undefined ? reader.value(sreg, like) : decodeValue(like, own);
  reader.push({ mangle: { key: { payload: { protocol: found.protocol, field: found.name } }, value } });
}

function readOptionWrite(reader: RuleReader, { type, offset = 0, len = 0, sreg = 0 }: ExpressionOf<'exthdr'>): void {
  const [name, option] = Object.entries(TCP_OPTIONS).find(([, entry]) => entry.type === type) ?? [];
  const fields = Object.entries(option?.fields ?? {});
  const field = fields.find(([, entry]) => entry.bit === offset * 8 && entry.bits === len * 8)?.[0];
  const value = reader.value(sreg, { types: [dataType('integer')], bytes: len, order: 'big' });
  reader.push({ mangle: { key: { 'tcp option': { name, field } }, value } });
}

function readSetUpdate(reader: RuleReader, expression: ExpressionOf<'dynset'>): void {
  const { keySlot = 0, dataSlot, op, timeout, set = '', expressions = [] } = expression;
  const declaration = reader.scope.findSet(set);
  const key = reader.selectKey(keySlot, declaration?.types ?? []).json;
  const elem =
    timeout === undefined || timeout === 0 ? key : { elem: { val: key, timeout: Math.floor(timeout / 1000) } };
  const name = Object.entries(DYNSET_OPS).find(([, number]) => number === op)?.[0] ?? 'add';
  const size = reader.scope.meterSize(set);
  if (size !== undefined) {
    reader.push({ meter: { key: elem, stmt: expressions.map(readPlain)[0], size, name: set } });
    return;
  }
  const stmt = expressions.length === 0 ? {} : { stmt: expressions.map(readPlain) };
  if (dataSlot === undefined) reader.push({ set: { op: name, elem, set: `@${set}`, ...stmt } });
  else reader.push({ map: { op: name, elem, data: reader.selectPlain(dataSlot).json, map: `@${set}`, ...stmt } });
}

function readReference(reader: RuleReader, expression: ExpressionOf<'objref'>): void {
  const { set, keySlot } = expression;
  if (set === undefined) {
    reader.push(readObjectReference(expression) ?? { objref: null });
    return;
  }
  const declaration = reader.scope.findSet(set);
  const kind = objectKindOf(declaration?.objectType ?? 0) ?? 'counter';
  const key = reader.selectKey(keySlot ?? 0, declaration?.types ?? []).json;
  reader.push({ [kind]: { map: { key, data: `@${set}` } } });
}
