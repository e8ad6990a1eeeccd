/**
 * Intervals written in a rule itself: sorted, overlaps and neighbours merged, and a first end marker at zero, as nft
 * writes them.
 */

import { SET_ELEM } from '../attribute-numbers.ts';
import type { Batch } from '../batch.ts';
import { encodeKey, type KeyBounds, successor } from './encode-key.ts';
import type { SetDeclaration } from './set-declaration.ts';
import { writeData, writeEnd } from './write-element.ts';
import { ElementMessages } from './write-elements.ts';

export function mergedBounds(
  declaration: SetDeclaration,
  elements: readonly unknown[],
): KeyBounds[] | { readonly refused: unknown } {
  const bounds: KeyBounds[] = [];
  for (const element of elements) {
    const encoded = encodeKey(declaration, element);
    if (encoded === undefined) return { refused: element };
    bounds.push(encoded);
  }
  bounds.sort((left, right) => Buffer.compare(left.low, right.low));
  const merged: KeyBounds[] = [];
  for (const next of bounds) {
    const last = merged.at(-1);
    const behind = last === undefined ? undefined : (successor(last.high) ?? last.high);
    if (last === undefined || behind === undefined || Buffer.compare(next.low, behind) > 0) merged.push(next);
    else if (Buffer.compare(next.high, last.high) > 0) merged[merged.length - 1] = { low: last.low, high: next.high };
  }
  return merged;
}

/** Starts, ends, and the marker at zero. */
export function entryCount(bounds: readonly KeyBounds[]): number {
  const ends = bounds.filter(({ high }) => successor(high) !== undefined).length;
  return bounds.length + ends + (startsAtZero(bounds) ? 0 : 1);
}

export function writeBoundsList(
  batch: Batch,
  declaration: SetDeclaration,
  setId: number,
  bounds: readonly KeyBounds[],
): void {
  const messages = new ElementMessages(batch, declaration, 'add', setId);
  const { writer } = batch;
  if (!startsAtZero(bounds)) {
    messages.next('0');
    writeEnd(writer, new Uint8Array(bounds[0]?.low.length ?? 0), messages.nextEntry());
  }
  for (const { low, high } of bounds) {
    messages.next('interval');
    const start = writer.nest(messages.nextEntry());
    writeData(writer, SET_ELEM.KEY, low);
    writer.close(start);
    const end = successor(high);
    if (end !== undefined) writeEnd(writer, end, messages.nextEntry());
  }
  messages.end();
}

function startsAtZero(bounds: readonly KeyBounds[]): boolean {
  return bounds[0]?.low.every((byte) => byte === 0) ?? true;
}
