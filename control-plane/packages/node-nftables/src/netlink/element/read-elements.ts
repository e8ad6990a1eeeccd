/** Elements of the kernel in libnftables-json form, starts and end markers joined to ranges, in the order of the keys. */

import { ok, type Result } from '../../nft-error.ts';
import type { ListedElement } from '../../object/element.ts';
import { COUNTER, DATA, EXPR, SET_ELEM } from '../attribute-numbers.ts';
import type { Attributes } from '../attributes.ts';
import type { Exchange } from '../exchange.ts';
import { readDataAttribute } from '../rule/kernel-expression.ts';
import { decodeVerdict } from '../statement/verdict.ts';
import { decodeKey } from './decode-key.ts';
import { dumpElements } from './dump-elements.ts';
import { hasEndMarkers, hasFlag, orderOf, type SetDeclaration } from './set-declaration.ts';

const FLAG_INTERVAL_END = 1;
const FLAG_CATCHALL = 2;

/** What an element of a map leads to, in JSON form. */
export type DataReader = (element: Attributes) => unknown;

/** Of a map: a verdict, a value of its data type, or an object's name. */
export function readDataOf(declaration: SetDeclaration): DataReader | undefined {
  const { data, objectType } = declaration;
  if (objectType !== undefined) return (element) => element.text(SET_ELEM.OBJREF) ?? null;
  if (data === undefined) return undefined;
  const { types } = data;
  return (element) => {
    const value = readDataAttribute(element, SET_ELEM.DATA);
    if (value === undefined) return null;
    if (!(value instanceof Uint8Array)) return decodeVerdict(value);
    if (types === 'verdict') return null;
    const asKey: SetDeclaration = {
      ...declaration,
      types,
      keyBytes: data.bytes,
      flags: 0,
      shift: undefined,
      order: undefined,
    };
    return decodeKey(asKey, value, undefined, {});
  };
}

interface RawElement {
  readonly key: Uint8Array;
  readonly keyEnd?: Uint8Array | undefined;
  readonly isEnd: boolean;
  readonly isCatchall: boolean;
  readonly properties?: object | undefined;
  readonly data?: unknown;
}

export function readElements(
  exchange: Exchange,
  declaration: SetDeclaration,
  readData?: DataReader,
): Result<ListedElement[]> {
  let raw: RawElement[] = [];
  const dumped = dumpElements(
    exchange,
    declaration,
    () => {
      raw = [];
    },
    (element) => raw.push(readRaw(element, readData)),
  );
  if (!dumped.ok) return dumped;
  return ok(joinElements(declaration, raw));
}

export function joinElements(declaration: SetDeclaration, raw: RawElement[]): ListedElement[] {
  // nft leaves ranges of concatenated keys in the order of the kernel.
  const isConcatRange = hasFlag(declaration, 'interval') && declaration.types.length > 1;
  if (!isConcatRange) sortByKey(raw, isHostOrder(declaration));
  const pairs = hasEndMarkers(declaration);
  const listed: ListedElement[] = [];
  for (let index = 0; index < raw.length; index += 1) {
    const element = raw[index] as RawElement;
    if (element.isEnd) continue;
    const next = pairs ? raw[index + 1] : undefined;
    const bounds = pairs ? { end: next?.isEnd === true ? next.key : 'open' } : {};
    const value = element.isCatchall ? '*' : decodeKey(declaration, element.key, element.keyEnd, bounds);
    const withProperties = element.properties === undefined ? value : { elem: { val: value, ...element.properties } };
    listed.push((element.data === undefined ? withProperties : [withProperties, element.data]) as ListedElement);
  }
  return listed;
}

function isHostOrder(declaration: SetDeclaration): boolean {
  const first = declaration.types[0];
  if (first === undefined || declaration.types.length > 1 || first.name === 'ifname') return false;
  return orderOf(declaration, first) === 'host';
}

/** By value; an end marker stands before a start at the same key: one range ends there, the next begins. */
function sortByKey(raw: RawElement[], isHost: boolean): void {
  const compare = (left: RawElement, right: RawElement): number =>
    (isHost ? compareHost(left.key, right.key) : Buffer.compare(left.key, right.key)) ||
    Number(right.isEnd) - Number(left.isEnd);
  let isDescending = true;
  for (let index = 1; index < raw.length && isDescending; index += 1) {
    isDescending = compare(raw[index - 1] as RawElement, raw[index] as RawElement) >= 0;
  }
  if (isDescending) raw.reverse();
  else raw.sort(compare);
}

function compareHost(left: Uint8Array, right: Uint8Array): number {
  for (let index = left.length - 1; index >= 0; index -= 1) {
    const difference = (left[index] as number) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readRaw(element: Attributes, readData: DataReader | undefined): RawElement {
  const flags = element.u32(SET_ELEM.FLAGS) ?? 0;
  const properties = readProperties(element);
  const isEnd = (flags & FLAG_INTERVAL_END) !== 0;
  return {
    key: element.nested(SET_ELEM.KEY)?.bytes(DATA.VALUE) ?? new Uint8Array(0),
    keyEnd: element.nested(SET_ELEM.KEY_END)?.bytes(DATA.VALUE),
    isEnd,
    isCatchall: (flags & FLAG_CATCHALL) !== 0,
    ...(properties === undefined ? {} : { properties }),
    ...(readData === undefined || isEnd ? {} : { data: readData(element) }),
  };
}

function readProperties(element: Attributes): object | undefined {
  const timeout = element.u64(SET_ELEM.TIMEOUT);
  const expires = element.u64(SET_ELEM.EXPIRATION);
  const comment = readComment(element.bytes(SET_ELEM.USERDATA));
  const counter = readCounter(element);
  if (timeout === undefined && expires === undefined && comment === undefined && counter === undefined) {
    return undefined;
  }
  return {
    ...(timeout === undefined ? {} : { timeout: Math.floor(timeout / 1000) }),
    ...(expires === undefined ? {} : { expires: Math.floor(expires / 1000) }),
    ...(comment === undefined ? {} : { comment }),
    ...(counter === undefined ? {} : { counter }),
  };
}

function readComment(userData: Uint8Array | undefined): string | undefined {
  for (let at = 0; userData !== undefined && at + 2 <= userData.length; ) {
    const length = userData[at + 1] as number;
    if (userData[at] === 0) return Buffer.from(userData.subarray(at + 2, at + 1 + length)).toString('utf8');
    at += 2 + length;
  }
  return undefined;
}

function readCounter(element: Attributes): object | undefined {
  const single = element.nested(SET_ELEM.EXPR);
  const expressions = single === undefined ? element.list(SET_ELEM.EXPRESSIONS) : [single];
  for (const expression of expressions) {
    if (expression.text(EXPR.NAME) !== 'counter') continue;
    const data = expression.nested(EXPR.DATA);
    return { packets: data?.u64(COUNTER.PACKETS) ?? 0, bytes: data?.u64(COUNTER.BYTES) ?? 0 };
  }
  return undefined;
}
