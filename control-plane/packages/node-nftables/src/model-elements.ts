import type { ModelSet } from './model-table.ts';
import { done, failed, type Result } from './nft-error.ts';
import type { ElementValue, ListedElement } from './object/element.ts';
import type { MapElement } from './object/map.ts';
import { parseIpv4Range, parseIpv6Range } from './parse-range.ts';

/** Adds to or deletes from a modelled set with the kernel's refusals: overlap, full, not there. */
export function changeSetElements(
  target: ModelSet,
  change: 'add' | 'delete',
  elements: readonly (ListedElement | MapElement)[],
): Result<undefined> {
  for (const element of elements) {
    const value = elementValue(isPair(element) ? element[0] : element);
    const key = JSON.stringify(normalise(value));
    if (change === 'delete') {
      if (!target.elements.delete(key)) return failed({ code: 'NFT_NOT_FOUND', message: `element ${key}` });
      continue;
    }
    if (target.elements.has(key)) continue;
    if (target.set.flags?.includes('interval') === true && overlaps(target, value)) {
      return failed({ code: 'NFT_OVERLAP', message: `element ${key}` });
    }
    if (target.set.size !== undefined && target.elements.size >= target.set.size) {
      return failed({ code: 'NFT_SET_FULL', message: `set ${target.set.name}` });
    }
    target.elements.set(key, element);
  }
  return done;
}

function isPair(element: ListedElement | MapElement): element is MapElement {
  return Array.isArray(element);
}

export function elementValue(element: ListedElement): ElementValue {
  return typeof element === 'object' && 'elem' in element ? element.elem.val : element;
}

/** A prefix and the range that covers it are one element to the kernel. */
function normalise(value: ElementValue): unknown {
  const range = addressRange(value);
  return range === undefined ? value : [String(range.from), String(range.to)];
}

function overlaps(target: ModelSet, value: ElementValue): boolean {
  const range = addressRange(value);
  if (range === undefined) return false;
  for (const element of target.elements.values()) {
    const other = addressRange(elementValue(isPair(element) ? element[0] : element));
    if (other !== undefined && range.from <= other.to && other.from <= range.to) return true;
  }
  return false;
}

function addressRange(value: ElementValue): { from: number | bigint; to: number | bigint } | undefined {
  let text: string | undefined;
  if (typeof value === 'string') text = value;
  else if (typeof value === 'object' && 'prefix' in value) text = `${value.prefix.addr}/${value.prefix.len}`;
  else if (typeof value === 'object' && 'range' in value) text = `${value.range[0]}-${value.range[1]}`;
  return text === undefined ? undefined : (parseIpv4Range(text) ?? parseIpv6Range(text));
}
