// Which of the peers a box met stand in a set of addresses or domains: looked up in memory, because a peer's address is
// text in the database and a list may have fifty thousand entries.
import { normaliseDomain } from './normalise-policy.ts';
import { type AddressRange, rangeOf } from './prefix-overlap.ts';

/** The peer addresses that lie in one of the prefixes. */
export function matchAddresses(peers: readonly string[], prefixes: readonly string[]): string[] {
  const ranges = prefixes.flatMap((text) => rangeOf(text) ?? []);
  const sorted = { 4: merged(ranges, 4), 6: merged(ranges, 6) };
  return peers.filter((peer) => {
    const range = rangeOf(peer);
    return range !== undefined && holds(sorted[range.family], range.first);
  });
}

function merged(ranges: readonly AddressRange[], family: 4 | 6): AddressRange[] {
  const sorted = ranges.filter((range) => range.family === family).sort((a, b) => (a.first < b.first ? -1 : 1));
  const joined: AddressRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last === undefined || range.first > last.last) joined.push(range);
    else if (range.last > last.last) joined[joined.length - 1] = { ...last, last: range.last };
  }
  return joined;
}

/** Binary search in ranges that are sorted and do not touch. */
function holds(ranges: readonly AddressRange[], address: bigint): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = ranges[middle];
    if (range === undefined) return false;
    if (address < range.first) high = middle - 1;
    else if (address > range.last) low = middle + 1;
    else return true;
  }
  return false;
}

/** The peer names that are one of the domains or below one. */
export function matchDomains(names: readonly string[], domains: readonly string[]): string[] {
  const known = new Set(domains.map(normaliseDomain));
  return names.filter((name) => {
    const labels = normaliseDomain(name).split('.');
    return labels.some((_label, index) => known.has(labels.slice(index).join('.')));
  });
}
