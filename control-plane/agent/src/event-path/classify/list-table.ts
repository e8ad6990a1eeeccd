import type { AddressList } from '@omamori/contract/desired-state';
import { isInPrefixes, outermostPrefixes, parseAddressPrefix } from '../../platform/address-prefix.ts';

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
    return tables.find((table) => isInPrefixes(table[address.family], address))?.name ?? null;
  };
}
