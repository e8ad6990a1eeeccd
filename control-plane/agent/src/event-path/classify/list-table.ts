import type { AddressList } from '@omamori/contract/desired-state';
import { type AddressPrefix, outermostPrefixes, parseAddressPrefix } from '../../platform/address-prefix.ts';

/** Finds the first list that names an address: by bisection, lists of 50,000 entries are usual. */
export function listTable(lists: readonly AddressList[]): (ip: string) => string | null {
  const tables = lists.map(({ name, entries }) => ({
    name,
    4: outermostPrefixes(entries, 4),
    6: outermostPrefixes(entries, 6),
  }));
  return (ip) => {
    const address = parseAddressPrefix(ip);
    if (address === null) return null;
    return tables.find((table) => isIn(table[address.family], address))?.name ?? null;
  };
}

/** `sorted` is disjoint, so the last prefix that begins at or before the address is the only one that can hold it. */
function isIn(sorted: readonly AddressPrefix[], address: AddressPrefix): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.first ?? 0n) <= address.first) low = middle + 1;
    else high = middle;
  }
  const candidate = sorted[low - 1];
  return candidate !== undefined && address.last <= candidate.last;
}
