/** Comparisons and lookups, read back as matches. */
import { numberOfBytes } from '../datatype/bytes.ts';
import { prefixLength } from '../element/decode-key.ts';
import { isRecord } from '../element/encode-key.ts';
import { decodeValue } from '../selector/decode-value.ts';
import { findNeighbours } from '../selector/find-field.ts';
import { CMP } from '../statement/match.ts';
import { type ExpressionOf, type KernelExpression, VERDICT_SLOT } from './kernel-expression.ts';
import type { RuleReader, Selected } from './rule-reader.ts';

/** How many expressions it took: two for a range written as two comparisons. */
export function readComparison(
  reader: RuleReader,
  expression: ExpressionOf<'cmp'>,
  next: KernelExpression | undefined,
): number {
  const { sreg = 0, op = 0, data = new Uint8Array(0) } = expression;
  if (op === CMP['=='] && readJoined(reader, sreg, data)) return 1;
  const chosen = reader.select(sreg);
  const isRange = op === CMP['>='] && next?.name === 'cmp' && next.op === CMP['<='] && next.sreg === sreg;
  if (isRange) {
    const { json, loaded } = reader.selectPlain(sreg);
    const bounds = [decodeValue(loaded, data), decodeValue(loaded, next.data ?? data)];
    reader.push({ match: { op: '==', left: json, right: { range: bounds } } });
    return 2;
  }
  const operator = Object.entries(CMP).find(([, number]) => number === op)?.[0] ?? '==';
  const statement = { match: matchBody(reader, chosen, operator, data) };
  reader.push(statement);
  if (operator === '==' && chosen.mask === undefined) {
    const name = selectorName(chosen.json);
    if (name !== undefined) reader.implications.learn(name, numberOfBytes(data, chosen.loaded.order), statement);
  }
  return 1;
}

/** nft compares neighbouring fields at once where it can: they are taken apart again. */
function readJoined(reader: RuleReader, slot: number, data: Uint8Array): boolean {
  const held = reader.registers.get(slot);
  if (held?.kind !== 'bytes' || held.bytes.mask !== undefined) return false;
  const { base, offset } = held.bytes;
  const fields = findNeighbours(reader.protocols, held.bytes);
  if (fields.length < 2) return false;
  let at = 0;
  for (const { len } of fields) {
    reader.registers.set(slot, { kind: 'bytes', bytes: { base, offset: offset + at, len } });
    const part = data.subarray(at, at + len);
    readComparison(reader, { name: 'cmp', sreg: slot, op: CMP['=='], data: Uint8Array.from(part) }, undefined);
    at += len;
  }
  return true;
}

function matchBody(
  reader: RuleReader,
  chosen: Selected & { readonly mask?: Uint8Array },
  op: string,
  data: Uint8Array,
): object {
  const { json: left, loaded, mask } = chosen;
  const type = loaded.types[0];
  if (chosen.isPresence === true) return { op, left, right: data.some((byte) => byte !== 0) };
  if (chosen.isStart === true) return { op, left, right: prefixOf(chosen, data, data.length * 8) };
  if (mask === undefined) return { op, left, right: plainValue(reader, chosen, data, op) };
  if (type?.isBitmask === true && op === '!=' && data.every((byte) => byte === 0)) {
    return { op: 'in', left, right: decodeValue(loaded, mask) };
  }
  const ones = mask.map((byte) => ~byte & 255);
  const length = prefixLength(new Uint8Array(mask.length), ones);
  const isAddress = type?.name === 'ipv4_addr' || type?.name === 'ipv6_addr';
  if (isAddress && length !== undefined) return { op, left, right: prefixOf(chosen, data, length) };
  return { op, left: { '&': [left, decodeValue(loaded, mask)] }, right: decodeValue(loaded, data) };
}

function plainValue(reader: RuleReader, { loaded }: Selected, data: Uint8Array, op: string): unknown {
  const type = loaded.types[0];
  const value = decodeValue(loaded, data);
  if (op === '!=' && Array.isArray(value)) return numberOfBytes(data, loaded.order);
  if (type?.name === 'ifname' && data.length < loaded.bytes) return `${String(value)}*`;
  if (type?.name === 'iface_index' && typeof value === 'number') return reader.scope.interfaceName(value) ?? value;
  return value;
}

function prefixOf({ loaded }: Selected, data: Uint8Array, len: number): object {
  const type = loaded.types[0];
  const whole = new Uint8Array(type?.bytes ?? data.length);
  whole.set(data);
  return { prefix: { addr: decodeValue({ ...loaded, bytes: whole.length }, whole), len } };
}

export function readRange(reader: RuleReader, { sreg = 0, op, from, to }: ExpressionOf<'range'>): void {
  const { json, loaded } = reader.selectPlain(sreg);
  const bounds = [from, to].map((data) => decodeValue(loaded, data ?? new Uint8Array(0)));
  reader.push({ match: { op: op === 1 ? '!=' : '==', left: json, right: { range: bounds } } });
}

const LOOKUP_INVERTED = 1;

/** A match against a set, the verdict of a map, or a map's value in a register. */
export function readLookup(reader: RuleReader, expression: ExpressionOf<'lookup'>): void {
  const { sreg = 0, dreg, set = '', flags = 0 } = expression;
  const declaration = reader.scope.findSet(set);
  const key = reader.selectKey(sreg, declaration?.types ?? []);
  const members = set.startsWith('__') ? { set: reader.scope.readMembers(set, key.loaded.shift) } : `@${set}`;
  if (dreg === VERDICT_SLOT) reader.push({ vmap: { key: key.json, data: members } });
  else if (dreg === undefined) {
    const op = (flags & LOOKUP_INVERTED) === 0 ? '==' : '!=';
    reader.push({ match: { op, left: key.json, right: withNames(reader, key, members) } });
  } else {
    const data = declaration?.data;
    const types = data === undefined || data.types === 'verdict' ? [] : data.types;
    const order = types.length === 1 ? (types[0]?.order ?? 'big') : 'big';
    const json = { map: { key: key.json, data: members } };
    reader.registers.set(dreg, {
      kind: 'selector',
      selected: { json, loaded: { types, bytes: data?.bytes ?? 4, order } },
    });
  }
}

function withNames(reader: RuleReader, { loaded }: Selected, members: unknown): unknown {
  if (loaded.types[0]?.name !== 'iface_index' || !isRecord(members) || !Array.isArray(members['set'])) return members;
  return {
    set: members['set'].map((member) =>
      typeof member === 'number' ? (reader.scope.interfaceName(member) ?? member) : member,
    ),
  };
}

/** `meta l4proto`, `ether type`: the name a match is known by. */
function selectorName(json: unknown): string | undefined {
  if (!isRecord(json)) return undefined;
  const { meta, payload } = json;
  if (isRecord(meta)) return `meta ${String(meta['key'])}`;
  return isRecord(payload) ? `${String(payload['protocol'])} ${String(payload['field'])}` : undefined;
}
