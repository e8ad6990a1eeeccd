/**
 * What a caller hands in (any iterable of texts) becomes what a door can write: checked against the set's own
 * declaration, and for plain address sets merged into sorted ranges. Nothing is sent before all of it is checked.
 */
import { formatAddress } from './netlink/element/format-range.ts';
import type { SetShape } from './nft-door.ts';
import { failed, type NftError, ok, type Result } from './nft-error.ts';
import type { ElementValue, KeyPart, ListedElement } from './object/element.ts';
import { parseKeyPart } from './parse-key.ts';
import { RangeCollector, type RangeColumns } from './range-columns.ts';

/** "10.0.0.1", "10.0.0.0/8", "10.0.0.1-10.0.0.9"; for a concatenated set a list of parts, each in its type's text. */
export type ElementKey = string | readonly string[];
export type ElementInput =
  | ElementKey
  | { readonly key: ElementKey; readonly timeoutSeconds?: number; readonly comment?: string };

/** Checked elements; iterated once, lazily, so that 250,000 of them never exist as JSON objects at the same time. */
export interface PreparedElements {
  readonly count: number;
  values(): Iterable<ListedElement>;
  /** For replacing a plain address set with intervals: all elements but `rest`, sorted and merged. */
  readonly ranges?: RangeColumns;
  readonly rest?: readonly ListedElement[];
}

export const MOST_ELEMENTS = 2_000_000;

/** For replacing a set: a plain address set with intervals is merged, everything else kept as given (duplicates dropped). */
export function prepareReplacement(shape: SetShape, elements: Iterable<ElementInput>): Result<PreparedElements> {
  const type = shape.types.length === 1 ? shape.types[0] : undefined;
  if (shape.intervals && type === 'ipv4_addr') return prepareMerged(shape, elements, 1);
  if (shape.intervals && type === 'ipv6_addr') return prepareMerged(shape, elements, 4);
  return prepareChange(shape, elements);
}

/** For adding and deleting: one element in, one element out, so that what was added can be deleted by the same text. */
export function prepareChange(shape: SetShape, elements: Iterable<ElementInput>): Result<PreparedElements> {
  const byKey = new Map<string, ListedElement>();
  for (const input of elements) {
    const properties = isProperties(input) ? input : { key: input };
    const parsed = parseProperties(shape, properties);
    if (!parsed.ok) return parsed;
    byKey.set(JSON.stringify(parsed.value.value), parsed.value.element);
    if (byKey.size > MOST_ELEMENTS) return failed(tooMany());
  }
  return ok({ count: byKey.size, values: () => byKey.values() });
}

interface Properties {
  readonly key: ElementKey;
  readonly timeoutSeconds?: number;
  readonly comment?: string;
}

function isProperties(input: ElementInput): input is Properties {
  return typeof input === 'object' && input !== null && !Array.isArray(input);
}

function prepareMerged(shape: SetShape, elements: Iterable<ElementInput>, words: 1 | 4): Result<PreparedElements> {
  const collector = new RangeCollector(words);
  const rest: ListedElement[] = [];
  for (const input of elements) {
    if (typeof input === 'string') {
      if (!collector.add(input)) return failed(badElement(shape, input));
    } else {
      const parsed = parseProperties(shape, isProperties(input) ? input : { key: input });
      if (!parsed.ok) return parsed;
      rest.push(parsed.value.element);
    }
    if (collector.count + rest.length > MOST_ELEMENTS) return failed(tooMany());
  }
  const ranges = collector.finish();
  return ok({
    count: ranges.count + rest.length,
    ranges,
    rest,
    *values() {
      for (let index = 0; index < ranges.count; index += 1) {
        const from = formatAddress(ranges, index * 2);
        const to = formatAddress(ranges, index * 2 + 1);
        yield from === to ? from : { range: [from, to] };
      }
      yield* rest;
    },
  });
}

function parseProperties(shape: SetShape, input: Properties): Result<{ value: ElementValue; element: ListedElement }> {
  const value = parseKey(shape, input.key);
  if (value === undefined) return failed(badElement(shape, input.key));
  const { timeoutSeconds, comment } = input;
  if (timeoutSeconds === undefined && comment === undefined) return ok({ value, element: value });
  const timeoutFits =
    timeoutSeconds === undefined || (shape.timeouts && timeoutSeconds >= 1 && timeoutSeconds < 2 ** 31);
  if (!timeoutFits || (comment !== undefined && Buffer.byteLength(comment) > 128)) {
    return failed(badElement(shape, input.key, 'its timeout or comment does not fit the set'));
  }
  return ok({
    value,
    element: {
      elem: {
        val: value,
        ...(timeoutSeconds === undefined ? {} : { timeout: Math.round(timeoutSeconds) }),
        ...(comment === undefined ? {} : { comment }),
      },
    },
  });
}

function parseKey(shape: SetShape, key: ElementKey): ElementValue | undefined {
  const parts = typeof key === 'string' ? [key] : key;
  if (!Array.isArray(parts) || parts.length !== shape.types.length) return undefined;
  const values: KeyPart[] = [];
  for (const [index, type] of shape.types.entries()) {
    const part: unknown = parts[index];
    const value = typeof part === 'string' ? parseKeyPart(type, part, shape.intervals) : undefined;
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values.length === 1 ? values[0] : { concat: values };
}

function badElement(shape: SetShape, key: unknown, why = 'it is not a key of the set'): NftError {
  const text = typeof key === 'string' ? key : (JSON.stringify(key) ?? String(key));
  const element = text.slice(0, 100);
  const kind = `${shape.types.join(' . ')}${shape.intervals ? ', intervals' : ''}`;
  return { code: 'NFT_BAD_ELEMENT', message: `element ${element}: ${why} (${kind}); nothing was changed`, element };
}

function tooMany(): NftError {
  return { code: 'NFT_TOO_MANY', message: `more than ${MOST_ELEMENTS} elements in one call; nothing was changed` };
}
