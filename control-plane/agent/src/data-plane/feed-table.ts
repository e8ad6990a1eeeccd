import { isInPrefixes, parseAddressPrefix } from '../platform/address-prefix.ts';
import type { FeedList } from './feed-list.ts';

interface Range {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}
interface Ranges {
  readonly 4: readonly Range[];
  readonly 6: readonly Range[];
}

/** Lives as long as the bundle of the list; 100,000 ranges are read once. */
const known = new WeakMap<FeedList, Ranges>();

/** The id of the first of these address lists that has an address; by bisection. */
export function feedTable(lists: readonly FeedList[]): (ip: string) => string | null {
  return (ip) => lists.find((list) => isListed(list, ip))?.id ?? null;
}

export function isListed(list: FeedList, ip: string): boolean {
  const address = parseAddressPrefix(ip);
  return address !== null && isInPrefixes(rangesOf(list)[address.family], address);
}

function rangesOf(list: FeedList): Ranges {
  const kept = known.get(list);
  if (kept !== undefined) return kept;
  const all = list.read().flatMap((entry) => rangeOf(entry) ?? []);
  const ofFamily = (family: 4 | 6) =>
    all.filter((range) => range.family === family).sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const ranges = { 4: ofFamily(4), 6: ofFamily(6) };
  known.set(list, ranges);
  return ranges;
}

function rangeOf(entry: string): Range | null {
  const [from = '', to = from] = entry.split('-');
  const [low, high] = [parseAddressPrefix(from), parseAddressPrefix(to)];
  if (low === null || high === null || low.family !== high.family) return null;
  return { family: low.family, first: low.first, last: high.last };
}
