import { COUNTER, DATA, EXPR, SET_ELEM } from '../attribute-numbers.ts';
import type { MessageWriter } from '../message-writer.ts';
import { encodeKey, isRecord, type KeyBounds, successor } from './encode-key.ts';
import { hasEndMarkers, hasFlag, type SetDeclaration } from './set-declaration.ts';

const FLAG_INTERVAL_END = 1;
/** In an element's user data, as nft writes it: the range reaches the last address, so it has no end marker. */
const OPEN_INTERVAL = Uint8Array.of(1, 4, 1, 0, 0, 0);

/** Writes what an element of a map leads to; false when it cannot. */
export type ElementWriter = (writer: MessageWriter, data: unknown) => boolean;

interface ElementParts {
  readonly key: unknown;
  readonly data?: unknown;
  readonly timeout?: number | undefined;
  readonly expires?: number | undefined;
  readonly comment?: string | undefined;
  readonly counter?: { readonly packets: number; readonly bytes: number } | undefined;
}

/** One element in libnftables-json form; false when it is none of the set. */
export function writeListedElement(
  writer: MessageWriter,
  declaration: SetDeclaration,
  element: unknown,
  keyOnly: boolean,
  nextEntry: () => number,
  writeData?: ElementWriter,
): boolean {
  const parts = readElement(element, declaration);
  if (isRecord(parts.key) && parts.key['catchall'] === true) return false;
  const bounds = parts.key === '*' ? 'catchall' : encodeKey(declaration, parts.key);
  if (bounds === undefined) return false;
  const end = bounds !== 'catchall' && hasEndMarkers(declaration) ? successor(bounds.high) : undefined;
  const isOpen = bounds !== 'catchall' && hasEndMarkers(declaration) && end === undefined;
  const start = writer.nest(nextEntry());
  if (bounds === 'catchall') {
    writer.u32(SET_ELEM.FLAGS, 2);
    if (!keyOnly) writeTimes(writer, parts);
  } else {
    if (!keyOnly) writeTimes(writer, parts);
    writeBounds(writer, declaration, bounds);
  }
  if (!keyOnly && !writeProperties(writer, parts, writeData)) return false;
  const userData = Buffer.concat([commentData(keyOnly ? undefined : parts.comment), isOpen ? OPEN_INTERVAL : NOTHING]);
  if (userData.length > 0) writer.value(SET_ELEM.USERDATA, userData);
  writer.close(start);
  if (end !== undefined) writeEnd(writer, end, nextEntry());
  return true;
}

const NOTHING = new Uint8Array(0);

function readElement(element: unknown, declaration: SetDeclaration): ElementParts {
  const isPair =
    (hasFlag(declaration, 'map') || hasFlag(declaration, 'object')) && Array.isArray(element) && element.length === 2;
  const head: unknown = isPair ? element[0] : element;
  const data = isPair ? { data: element[1] as unknown } : {};
  if (!isRecord(head) || !isRecord(head['elem'])) return { key: head, ...data };
  const { val, timeout, expires, comment, counter } = head['elem'];
  return {
    key: val,
    ...data,
    timeout: typeof timeout === 'number' ? timeout : undefined,
    expires: typeof expires === 'number' ? expires : undefined,
    comment: typeof comment === 'string' ? comment : undefined,
    counter: readCounter(counter),
  };
}

function readCounter(value: unknown): ElementParts['counter'] {
  if (!isRecord(value)) return undefined;
  const { packets, bytes } = value;
  return typeof packets === 'number' && typeof bytes === 'number' ? { packets, bytes } : undefined;
}

function writeBounds(writer: MessageWriter, declaration: SetDeclaration, { low, high }: KeyBounds): void {
  writeData(writer, SET_ELEM.KEY, low);
  const isConcatRange = hasFlag(declaration, 'interval') && declaration.types.length > 1;
  if (isConcatRange) writeData(writer, SET_ELEM.KEY_END, high);
}

export function writeEnd(writer: MessageWriter, end: Uint8Array, entry: number): void {
  const start = writer.nest(entry);
  writer.u32(SET_ELEM.FLAGS, FLAG_INTERVAL_END);
  writeData(writer, SET_ELEM.KEY, end);
  writer.close(start);
}

function writeTimes(writer: MessageWriter, parts: ElementParts): void {
  if (parts.timeout !== undefined) writer.u64(SET_ELEM.TIMEOUT, parts.timeout * 1000);
  if (parts.expires !== undefined) writer.u64(SET_ELEM.EXPIRATION, parts.expires * 1000);
}

function writeProperties(writer: MessageWriter, parts: ElementParts, write: ElementWriter | undefined): boolean {
  if (parts.data !== undefined && (write === undefined || !write(writer, parts.data))) return false;
  if (parts.counter === undefined) return true;
  const expression = writer.nest(SET_ELEM.EXPR);
  writer.text(EXPR.NAME, 'counter');
  const data = writer.nest(EXPR.DATA);
  writer.u64(COUNTER.BYTES, parts.counter.bytes);
  writer.u64(COUNTER.PACKETS, parts.counter.packets);
  writer.close(data);
  writer.close(expression);
  return true;
}

export function writeData(writer: MessageWriter, type: number, value: Uint8Array): void {
  const start = writer.nest(type);
  writer.value(DATA.VALUE, value);
  writer.close(start);
}

/** Type 0 of an element's user data, as nft keeps it. */
function commentData(comment: string | undefined): Uint8Array {
  if (comment === undefined) return NOTHING;
  const bytes = Buffer.from(`${comment}\0`);
  return Buffer.concat([Uint8Array.of(0, bytes.length), bytes]);
}
