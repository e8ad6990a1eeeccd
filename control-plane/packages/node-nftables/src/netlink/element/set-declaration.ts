/** What a set is, as the kernel declares it, and how its keys lie in registers. */
import type { NftDocument } from '../../document.ts';
import type { SetShape } from '../../nft-door.ts';
import type { KeyType } from '../../object/set.ts';
import type { Family } from '../../object/table.ts';
import { SET, SET_DESC } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { padded } from '../datatype/bytes.ts';
import { type DataType, typesOfId } from '../datatype/datatype.ts';
import { SET_FLAG } from '../message-numbers.ts';

export interface SetDeclaration {
  readonly family: Family;
  readonly table: string;
  readonly name: string;
  readonly types: readonly DataType[];
  readonly keyBytes: number;
  readonly flags: number;
  /** Of a map: what its elements lead to. `verdict` has no type of its own here. */
  readonly data?: { readonly types: readonly DataType[] | 'verdict'; readonly bytes: number } | undefined;
  /** Of a map to objects: the kind of object. */
  readonly objectType?: number | undefined;
  /** Of keys that are a part of their bytes: how far they are from the lowest bit. */
  readonly shift?: number | undefined;
  /** Where it is not the type's own: plain numbers are kept as the register has them. */
  readonly order?: 'big' | 'host' | undefined;
}

export const VERDICT_DATA_TYPE = 0xffffff00;

export type Command = NftDocument['nftables'][number];

/** Undefined when its key is of a type this package does not know. */
export function readDeclaration(family: Family, attributes: Attributes): SetDeclaration | undefined {
  const types = typesOfId(attributes.u32(SET.KEY_TYPE) ?? 0);
  if (types === undefined || types.length === 0) return undefined;
  const flags = attributes.u32(SET.FLAGS) ?? 0;
  return {
    family,
    table: attributes.text(SET.TABLE) ?? '',
    name: attributes.text(SET.NAME) ?? '',
    types,
    keyBytes: attributes.u32(SET.KEY_LEN) ?? 0,
    flags,
    data: readData(attributes, flags),
    objectType: attributes.u32(SET.OBJ_TYPE),
    order: keyOrder(attributes.bytes(SET.USERDATA)),
  };
}

const USER_KEY_ORDER = 0;
const USER_ORDER_HOST = 1;

/** nft keeps the byte order of plain numbers in the set's user data. */
function keyOrder(userData: Uint8Array | undefined): 'host' | undefined {
  if (userData === undefined) return undefined;
  const order = readUserData(userData).get(USER_KEY_ORDER);
  return order?.[0] === USER_ORDER_HOST ? 'host' : undefined;
}

/** Type, length, value; bytes each. */
export function readUserData(userData: Uint8Array): Map<number, Uint8Array> {
  const entries = new Map<number, Uint8Array>();
  for (let at = 0; at + 2 <= userData.length; at += 2 + (userData[at + 1] as number)) {
    entries.set(userData[at] as number, userData.subarray(at + 2, at + 2 + (userData[at + 1] as number)));
  }
  return entries;
}

function readData(attributes: Attributes, flags: number): SetDeclaration['data'] {
  if ((flags & SET_FLAG.map) === 0) return undefined;
  const id = attributes.u32(SET.DATA_TYPE) ?? 0;
  if (id === VERDICT_DATA_TYPE) return { types: 'verdict', bytes: 0 };
  return { types: typesOfId(id) ?? [], bytes: attributes.u32(SET.DATA_LEN) ?? 0 };
}

export function sizeOf(attributes: Attributes): number | undefined {
  return attributes.nested(SET.DESC)?.u32(SET_DESC.SIZE);
}

export function hasFlag(declaration: SetDeclaration, flag: keyof typeof SET_FLAG): boolean {
  return (declaration.flags & SET_FLAG[flag]) !== 0;
}

/** Intervals of one field: the kernel keeps a start and, behind it, an end marker as elements of their own. */
export function hasEndMarkers(declaration: SetDeclaration): boolean {
  return hasFlag(declaration, 'interval') && declaration.types.length === 1;
}

export function shapeOf(declaration: SetDeclaration): SetShape {
  return {
    types: declaration.types.map((type) => type.name as KeyType),
    intervals: hasFlag(declaration, 'interval'),
    timeouts: hasFlag(declaration, 'timeout'),
  };
}

/** Width of one part of the key. */
export function partBytes(declaration: SetDeclaration, type: DataType): number {
  return declaration.types.length === 1 ? declaration.keyBytes : type.bytes;
}

/** In sets of intervals keys have to sort: numbers of host order are kept the other way round. */
export function orderOf(declaration: SetDeclaration, type: DataType): 'big' | 'host' {
  if (declaration.types.length > 1) return type.order;
  return hasFlag(declaration, 'interval') ? 'big' : (declaration.order ?? type.order);
}

export function concatBytes(types: readonly DataType[]): number {
  return types.length === 1 ? (types[0]?.bytes ?? 0) : types.reduce((sum, type) => sum + padded(type.bytes), 0);
}
