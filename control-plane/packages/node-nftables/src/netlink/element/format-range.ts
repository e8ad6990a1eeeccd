import { formatIpv4, formatIpv6 } from '../../parse-address.ts';
import type { RangeColumns } from '../../range-columns.ts';

/** One range of the columns as "address" or "from-to". */
export function formatRange(columns: RangeColumns, index: number): string {
  const from = formatAddress(columns, index * 2);
  const to = formatAddress(columns, index * 2 + 1);
  return from === to ? from : `${from}-${to}`;
}

/** The address at a position counted in addresses: even ones are firsts, odd ones lasts. */
export function formatAddress(columns: RangeColumns, position: number): string {
  const { words, bounds } = columns;
  if (words === 1) return formatIpv4(bounds[position] as number);
  let value = 0n;
  for (let word = 0; word < 4; word += 1) value = (value << 32n) | BigInt(bounds[position * 4 + word] as number);
  return formatIpv6(value);
}
