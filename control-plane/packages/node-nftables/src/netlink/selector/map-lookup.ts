import { dataType } from '../datatype/datatype.ts';
import { isRecord } from '../element/encode-key.ts';
import type { SetDeclaration } from '../element/set-declaration.ts';
import type { RuleBuilder } from '../rule/rule-builder.ts';
import type { Loaded } from './loaded.ts';
import { isIntervalMember, keyTypes, prepareLookup } from './set-lookup.ts';

/** `{ key, data }`: what a map says for the key. `data` is a map's name, or an anonymous one whose values tell its type. */
export function loadMap(rule: RuleBuilder, body: unknown, slot: number): Loaded | undefined {
  return lookupMap(rule, body, slot, slot);
}

/** As loadMap(), into `into`: the verdict slot for verdict maps. */
export function lookupMap(
  rule: RuleBuilder,
  body: unknown,
  slot: number,
  into: number,
  wanted?: SetDeclaration['data'],
): Loaded | undefined {
  const { key, data } = isRecord(body) ? body : { key: undefined, data: undefined };
  const loaded = rule.load(key, slot);
  if (loaded === undefined) return undefined;
  if (typeof data === 'string' && data.startsWith('@')) {
    const found = rule.scope.findSet(data.slice(1));
    if (found === undefined) return rule.refuse(`map ${data} is not there`);
    prepareLookup(rule, loaded, found.declaration, slot);
    rule.push('lookup', { sreg: slot, dreg: into, set: data.slice(1), setId: found.id });
    return dataOf(found.declaration.data);
  }
  const elements = isRecord(data) && Array.isArray(data['set']) ? data['set'] : undefined;
  if (elements === undefined) return rule.refuse('map: a set name or { set: [[key, value], …] }');
  const isInterval = elements.some((pair) => Array.isArray(pair) && isIntervalMember(pair[0]));
  const values = wanted ?? guessData(elements);
  const added = rule.scope.addAnonymousSet({ ...keyTypes(loaded), isInterval, data: values, elements });
  if ('refused' in added) return rule.refuse(`map: ${JSON.stringify(added.refused)} does not fit`);
  rule.push('lookup', { sreg: slot, dreg: into, set: added.name, setId: added.id });
  return dataOf(values);
}

function dataOf(data: SetDeclaration['data']): Loaded {
  const types = data === undefined || data.types === 'verdict' ? [] : data.types;
  return { types, bytes: data?.bytes ?? 0, order: types.length === 1 ? (types[0]?.order ?? 'big') : 'big' };
}

/** Addresses by their form, names of interfaces, else marks. */
function guessData(elements: readonly unknown[]): NonNullable<SetDeclaration['data']> {
  const first: unknown = Array.isArray(elements[0]) ? elements[0][1] : undefined;
  const of = (name: string): NonNullable<SetDeclaration['data']> => {
    const type = dataType(name);
    return { types: [type], bytes: type.bytes };
  };
  if (isRecord(first)) return { types: 'verdict', bytes: 0 };
  for (const name of ['ipv4_addr', 'ipv6_addr', 'ether_addr']) {
    if (dataType(name).encode(first, dataType(name).bytes) !== undefined) return of(name);
  }
  return of('mark');
}
