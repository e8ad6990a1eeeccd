import { isIP } from 'node:net';
import type { FloodBlock } from '@omamori/contract/flood-blocks';
import type { ListedElement, NftListing } from 'node-nftables';
import {
  BLOCKING_INBOUND,
  BLOCKING_OUTBOUND,
  type BlockingKind,
  blockedSet,
  FLOOD_KINDS,
  type FloodKind,
  heldSet,
  hitSet,
} from '../../data-plane/ruleset/flood-names.ts';
import type { IpFamily } from '../../platform/address-prefix.ts';

const FAMILIES: readonly IpFamily[] = [4, 6];

/** What the kernel counted for one kind and one device of the office since its set was made. */
export interface Hit {
  readonly kind: FloodKind;
  readonly device: string;
  readonly packets: number;
}

export type BlockedSource = Pick<FloodBlock, 'source' | 'packets'> & {
  readonly kind: BlockingKind;
  readonly set: string;
  readonly secondsLeft: number;
};

const HITS = new Map(FLOOD_KINDS.flatMap((kind) => FAMILIES.map((family) => [hitSet(kind, family), kind] as const)));
const BLOCKS: ReadonlyMap<string, BlockingKind> = new Map<string, BlockingKind>([
  ...BLOCKING_INBOUND.flatMap((kind) => FAMILIES.map((family) => [blockedSet(kind, family), kind] as const)),
  ...BLOCKING_OUTBOUND.map((kind) => [heldSet(kind), kind] as const),
]);
export const HIT_SETS: readonly string[] = [...HITS.keys()];
export const BLOCK_SETS: readonly string[] = [...BLOCKS.keys()];

export function readHits(listing: NftListing): Hit[] {
  return elementsOf(listing, HITS).flatMap(({ meaning: kind, element }) => {
    const { val, counter } = element;
    if (typeof val !== 'string' || isIP(val) === 0 || counter === undefined) return [];
    return [{ kind, device: val, packets: counter.packets }];
  });
}

export function readBlockedSources(listing: NftListing): BlockedSource[] {
  return elementsOf(listing, BLOCKS).flatMap(({ meaning: kind, set, element }) => {
    const { val, counter, expires } = element;
    if (typeof val !== 'string') return [];
    return [{ kind, set, source: val, packets: counter?.packets ?? 0, secondsLeft: expires ?? 0 }];
  });
}

interface Found<T> {
  readonly meaning: T;
  readonly set: string;
  readonly element: Extract<ListedElement, { elem: unknown }>['elem'];
}

function elementsOf<T>(listing: NftListing, sets: ReadonlyMap<string, T>): Found<T>[] {
  const found: Found<T>[] = [];
  for (const object of listing.nftables) {
    if (!('set' in object)) continue;
    const meaning = sets.get(object.set.name);
    const elements: unknown = Reflect.get(object.set, 'elem');
    if (meaning === undefined || !Array.isArray(elements)) continue;
    for (const element of elements as readonly ListedElement[]) {
      if (typeof element !== 'object' || !('elem' in element)) continue;
      found.push({ meaning, set: object.set.name, element: element.elem });
    }
  }
  return found;
}
