/**
 * The hot path of big sets: ranges from columns straight into the message, 40 bytes an IPv4 range and 64 an IPv6 one,
 * without an object or a call per element.
 */
import type { RangeColumns } from '../../range-columns.ts';
import { DATA, LIST_ELEM, SET_ELEM } from '../attribute-numbers.ts';
import type { Batch } from '../batch.ts';
import { formatRange } from './format-range.ts';
import type { SetDeclaration } from './set-declaration.ts';
import { beginElements } from './write-elements.ts';

const NESTED = 0x8000;
/** Ranges a message takes: its list attribute has a length of 16 bits. */
const MOST_LIST_BYTES = 64_000;
const OPEN_INTERVAL_BYTES = 12;

/** Bytes the ranges will take, so that the buffer is made once. */
export function rangesCapacity(columns: RangeColumns): number {
  const each = rangeBytes(columns.words);
  const messages = Math.ceil((columns.count * each) / MOST_LIST_BYTES) + 1;
  return columns.count * each + messages * 400 + OPEN_INTERVAL_BYTES;
}

export function writeRanges(
  batch: Batch,
  declaration: SetDeclaration,
  kind: 'add' | 'delete',
  columns: RangeColumns,
): void {
  const { family, table, name } = declaration;
  const perMessage = Math.floor((MOST_LIST_BYTES - OPEN_INTERVAL_BYTES) / rangeBytes(columns.words));
  for (let first = 0; first < columns.count; first += perMessage) {
    const end = Math.min(columns.count, first + perMessage);
    let listOffset = 0;
    const element = (offset: number): string =>
      formatRange(columns, Math.min(end - 1, first + Math.floor((offset - listOffset) / rangeBytes(columns.words))));
    const subject = { what: `set ${name} of ${family} ${table}`, element };
    const list = beginElements(batch, declaration, kind, subject);
    listOffset = batch.writer.length - batch.writer.messageStart;
    fillList(batch, columns, first, end);
    batch.writer.close(list);
    batch.writer.end();
  }
}

function rangeBytes(words: 1 | 4): number {
  return 2 * (12 + words * 4) + 8;
}

/**
 *   start  { len type=LIST_ELEM }                    { KEY { VALUE address } }
 *   end    { len type=LIST_ELEM } { FLAGS u32 = 1 }  { KEY { VALUE address + 1 } }
 */
function fillList(batch: Batch, columns: RangeColumns, first: number, end: number): void {
  const { words, bounds } = columns;
  const width = words * 2;
  const writer = batch.writer;
  writer.reserve((end - first) * rangeBytes(words) + OPEN_INTERVAL_BYTES);
  const { view } = writer;
  let at = writer.length;
  for (let index = first; index < end; index += 1) {
    const source = index * width;
    const isOpen = isLastAddress(bounds, source + words, words);
    at = putElement(view, at, bounds, source, words, false, isOpen);
    if (!isOpen) at = putElement(view, at, bounds, source + words, words, true, false);
  }
  writer.length = at;
}

function putElement(
  view: DataView,
  start: number,
  bounds: Uint32Array,
  source: number,
  words: number,
  isEnd: boolean,
  isOpen: boolean,
): number {
  const valueBytes = words * 4;
  let at = start + 4;
  if (isEnd) {
    view.setUint32(at, 8 | (SET_ELEM.FLAGS << 16), true);
    view.setUint32(at + 4, 1, false);
    at += 8;
  }
  view.setUint32(at, (8 + valueBytes) | ((SET_ELEM.KEY | NESTED) << 16), true);
  view.setUint32(at + 4, (4 + valueBytes) | (DATA.VALUE << 16), true);
  at += 8;
  let carry = isEnd ? 1 : 0;
  for (let word = words - 1; word >= 0; word -= 1) {
    const value = (bounds[source + word] as number) + carry;
    carry = value > 0xffffffff ? 1 : 0;
    view.setUint32(at + word * 4, value >>> 0, false);
  }
  at += valueBytes;
  if (isOpen) {
    view.setUint32(at, 10 | (SET_ELEM.USERDATA << 16), true);
    view.setUint32(at + 4, 0x01040100, false);
    view.setUint32(at + 8, 0, false);
    at += OPEN_INTERVAL_BYTES;
  }
  view.setUint32(start, (at - start) | ((LIST_ELEM | NESTED) << 16), true);
  return at;
}

function isLastAddress(bounds: Uint32Array, at: number, words: number): boolean {
  for (let word = 0; word < words; word += 1) if (bounds[at + word] !== 0xffffffff) return false;
  return true;
}
