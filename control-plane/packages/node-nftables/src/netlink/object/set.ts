/** Sets and maps: their declarations. */
import { LIST_ELEM, SET, SET_DESC, SET_FIELD_LEN } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import { padded } from '../datatype/bytes.ts';
import { type DataType, findDataType, idOfTypes } from '../datatype/datatype.ts';
import {
  hasFlag,
  readDeclaration,
  readUserData,
  type SetDeclaration,
  VERDICT_DATA_TYPE,
} from '../element/set-declaration.ts';
import { MESSAGE, SET_FLAG } from '../message-numbers.ts';
import type { MessageWriter } from '../message-writer.ts';
import { type KernelExpression, readExpression, writeExpression } from '../rule/kernel-expression.ts';
import { OBJECT_TYPE, objectKindOf } from '../statement/object-reference.ts';
import type { ObjectCompiler } from './object-compiler.ts';
import { commentEntry, encodeUserData, numberEntry, readComment } from './user-data.ts';

const USER = { keyOrder: 0, dataOrder: 1, merge: 2, comment: 7 } as const;
const ORDER = { host: 1, big: 2 } as const;
const FLAG_NAMES = ['constant', 'interval', 'timeout', 'dynamic'] as const;
const VERDICT_DATA_BYTES = 0;

/** Declaration of `{ type, map?, flags?, … }`; undefined when a type is unknown. */
export function declarationOf(
  compiler: ObjectCompiler,
  body: Record<string, unknown>,
  isMap: boolean,
): SetDeclaration | undefined {
  const types = typesOf(body['type']);
  if (types === undefined) return compiler.refuse(`set: unknown key type ${JSON.stringify(body['type'])}`);
  const names = body['flags'] === undefined ? [] : [body['flags']].flat();
  let flags = 0;
  for (const name of names) {
    if (typeof name !== 'string' || !(FLAG_NAMES as readonly string[]).includes(name)) {
      return compiler.refuse(`set: unknown flag ${String(name)}`);
    }
    flags |= SET_FLAG[name as keyof typeof SET_FLAG];
  }
  if (typeof body['timeout'] === 'number') flags |= SET_FLAG.timeout;
  if (types.length > 1 && (flags & SET_FLAG.interval) !== 0) flags |= SET_FLAG.concat;
  const map = isMap ? mapData(compiler, body['map']) : {};
  if (map === undefined) return undefined;
  if (isMap) flags |= map.objectType === undefined ? SET_FLAG.map : SET_FLAG.object;
  const { family, table, name } = compiler;
  return { family, table, name, types, keyBytes: keyBytes(types), flags, ...map };
}

function mapData(compiler: ObjectCompiler, value: unknown): Pick<SetDeclaration, 'data' | 'objectType'> | undefined {
  if (value === 'verdict') return { data: { types: 'verdict', bytes: VERDICT_DATA_BYTES } };
  if (typeof value === 'string' && Object.hasOwn(OBJECT_TYPE, value)) {
    return { objectType: OBJECT_TYPE[value as keyof typeof OBJECT_TYPE] };
  }
  const types = typesOf(value);
  return types === undefined
    ? compiler.refuse(`map: unknown data type ${JSON.stringify(value)}`)
    : { data: { types, bytes: keyBytes(types) } };
}

function typesOf(value: unknown): DataType[] | undefined {
  const types: DataType[] = [];
  const names = typeof value === 'string' ? value.split(' . ') : [value].flat();
  for (const name of names) {
    const type = typeof name === 'string' ? findDataType(name) : undefined;
    if (type === undefined || type.bytes === 0) return undefined;
    types.push(type);
  }
  return types.length === 0 || types.length > 5 ? undefined : types;
}

function keyBytes(types: readonly DataType[]): number {
  if (types.length === 1) return types[0]?.bytes ?? 0;
  return types.reduce((sum, type) => sum + padded(type.bytes), 0);
}

export interface SetExtras {
  readonly id: number;
  readonly size?: number | undefined;
  readonly policy?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly gcMs?: number | undefined;
  readonly autoMerge?: boolean;
  readonly comment?: unknown;
  readonly expressions?: readonly KernelExpression[];
}

export function writeSet(writer: MessageWriter, declaration: SetDeclaration, extras: SetExtras): void {
  const { types, data, objectType } = declaration;
  writer.text(SET.TABLE, declaration.table);
  writer.text(SET.NAME, declaration.name);
  writer.u32(SET.FLAGS, declaration.flags);
  writer.u32(SET.KEY_TYPE, idOfTypes(types));
  writer.u32(SET.KEY_LEN, declaration.keyBytes);
  if (data !== undefined) {
    writer.u32(SET.DATA_TYPE, data.types === 'verdict' ? VERDICT_DATA_TYPE : idOfTypes(data.types));
    writer.u32(SET.DATA_LEN, data.types === 'verdict' ? VERDICT_DATA_BYTES : data.bytes);
  }
  if (objectType !== undefined) writer.u32(SET.OBJ_TYPE, objectType);
  writer.u32(SET.ID, extras.id);
  if (extras.policy !== undefined) writer.u32(SET.POLICY, extras.policy);
  writeDescription(writer, declaration, extras.size);
  if (extras.timeoutMs !== undefined) writer.u64(SET.TIMEOUT, extras.timeoutMs);
  if (extras.gcMs !== undefined) writer.u32(SET.GC_INTERVAL, extras.gcMs);
  writer.value(SET.USERDATA, encodeUserData(userEntries(declaration, extras)));
  const [expression] = extras.expressions ?? [];
  if (expression !== undefined) writeExpression(writer, expression, SET.EXPR);
}

/** Size, and of intervals over several fields the width of each. */
function writeDescription(writer: MessageWriter, declaration: SetDeclaration, size: number | undefined): void {
  const isConcat = hasFlag(declaration, 'concat');
  if (size === undefined && !isConcat) return;
  const nest = writer.nest(SET.DESC);
  if (size !== undefined) writer.u32(SET_DESC.SIZE, size);
  if (isConcat) {
    const fields = writer.nest(SET_DESC.CONCAT);
    for (const type of declaration.types) {
      const field = writer.nest(LIST_ELEM);
      writer.u32(SET_FIELD_LEN, type.bytes);
      writer.close(field);
    }
    writer.close(fields);
  }
  writer.close(nest);
}

function userEntries(declaration: SetDeclaration, extras: SetExtras) {
  const first = declaration.types[0];
  const order = declaration.types.length === 1 ? (declaration.order ?? first?.order ?? 'big') : 'big';
  const { data } = declaration;
  const dataOrder = data === undefined || data.types === 'verdict' ? undefined : (data.types[0]?.order ?? 'big');
  return [
    numberEntry(USER.keyOrder, ORDER[order]),
    ...(dataOrder === undefined ? [] : [numberEntry(USER.dataOrder, ORDER[dataOrder])]),
    ...(extras.autoMerge === true ? [numberEntry(USER.merge, 1)] : []),
    ...commentEntry(USER.comment, extras.comment),
  ];
}

export function deleteSet(compiler: ObjectCompiler): void {
  compiler.message(MESSAGE.deleteSet, 0, (writer) => {
    writer.text(SET.TABLE, compiler.table);
    writer.text(SET.NAME, compiler.name);
  });
}

/** In libnftables-json form, without elements; `undefined` when its key is of no known type. */
export function readSetObject(
  declaration: SetDeclaration,
  attributes: Attributes,
  describe: (expression: KernelExpression) => unknown,
): Record<string, unknown> {
  const { types, data, objectType } = declaration;
  const size = attributes.nested(SET.DESC)?.u32(SET_DESC.SIZE);
  const flags = FLAG_NAMES.filter((name) => hasFlag(declaration, name));
  const timeout = attributes.u64(SET.TIMEOUT);
  const gc = attributes.u32(SET.GC_INTERVAL);
  const user = readUserData(attributes.bytes(SET.USERDATA) ?? new Uint8Array(0));
  const comment = readComment(user, USER.comment);
  const isMap = data !== undefined || objectType !== undefined;
  const statements = readStatements(attributes, describe);
  return {
    family: declaration.family,
    name: declaration.name,
    table: declaration.table,
    type: typeNames(types),
    handle: attributes.u64(SET.HANDLE) ?? 0,
    ...(isMap ? { map: objectType === undefined ? dataName(data) : objectKindOf(objectType) } : {}),
    ...(attributes.u32(SET.POLICY) === 1 ? { policy: 'memory' } : {}),
    ...(size === undefined || size === 0 ? {} : { size }),
    ...(comment === undefined ? {} : { comment }),
    ...(flags.length === 0 ? {} : { flags }),
    ...(timeout === undefined || timeout === 0 ? {} : { timeout: Math.floor(timeout / 1000) }),
    ...(gc === undefined || gc === 0 ? {} : { 'gc-interval': Math.floor(gc / 1000) }),
    ...(user.get(USER.merge)?.[0] === 1 ? { 'auto-merge': true } : {}),
    ...(statements.length === 0 ? {} : { stmt: statements }),
  };
}

function readStatements(attributes: Attributes, describe: (expression: KernelExpression) => unknown): unknown[] {
  const single = attributes.nested(SET.EXPR);
  const entries = single === undefined ? attributes.list(SET.EXPRESSIONS) : [single];
  return entries.flatMap((entry) => {
    const expression = readExpression(entry);
    if (expression.name === 'unknown') return [];
    return [expression.name === 'counter' ? { counter: null } : describe(expression)];
  });
}

function typeNames(types: readonly DataType[]): string | readonly string[] {
  const names = types.map((type) => type.name);
  return names.length === 1 ? (names[0] ?? '') : names;
}

function dataName(data: SetDeclaration['data']): unknown {
  return data === undefined || data.types === 'verdict' ? 'verdict' : data.types.map((type) => type.name).join(' . ');
}

export { readDeclaration };
