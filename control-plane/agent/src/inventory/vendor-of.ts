import { isPrivateMac } from '@omamori/contract/inventory';
import registry from 'oui-data' with { type: 'json' };

const MOST_LETTERS = 80;
/** IEEE hands out blocks of 2^12, 2^20 and 2^24 addresses (MA-S, MA-M, MA-L): the smallest block names the maker. */
const DIGITS = [9, 7, 6] as const;
/** The holder of blocks that were handed out in smaller ones: not a maker. */
const DIVIDED = 'IEEE Registration Authority';

/** Who bought the block of addresses from IEEE; null for one that the device made up itself and for unknown blocks. */
export function vendorOf(mac: string): string | null {
  if (isPrivateMac(mac)) return null;
  const digits = mac.replaceAll(':', '').toUpperCase();
  for (const length of DIGITS) {
    const prefix = digits.slice(0, length);
    if (!Object.hasOwn(registry, prefix)) continue;
    const name = registry[prefix]?.split('\n')[0]?.trim() ?? '';
    return name === '' || name === DIVIDED ? null : name.slice(0, MOST_LETTERS);
  }
  return null;
}
