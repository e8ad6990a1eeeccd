import type { ElementValue, KeyPart, NftListing } from '../src/index.ts';
import { formatIpv4, formatIpv6 } from '../src/parse-address.ts';
import { parseIpv4Range, parseIpv6Range } from '../src/parse-range.ts';

/** Elements of a listed set as short texts: nft writes a range as a prefix where it can, so both become "from-to". */
export function listedTexts(listing: NftListing, name: string): string[] {
  const found = listing.nftables.find((object) => 'set' in object && object.set.name === name);
  if (found === undefined || !('set' in found)) throw new Error(`set ${name} is not listed`);
  return (found.set.elem ?? []).map((element) =>
    valueText(typeof element === 'object' && 'elem' in element ? element.elem.val : element),
  );
}

function valueText(value: ElementValue): string {
  if (typeof value === 'object' && 'concat' in value) return value.concat.map((part) => String(part)).join(' . ');
  return partText(value);
}

function partText(value: KeyPart): string {
  if (typeof value !== 'object') return String(value);
  if ('range' in value) return value.range.join('-');
  const text = `${value.prefix.addr}/${value.prefix.len}`;
  const four = parseIpv4Range(text);
  if (four !== undefined) return `${formatIpv4(four.from)}-${formatIpv4(four.to)}`;
  const six = parseIpv6Range(text);
  return six === undefined ? text : `${formatIpv6(six.from)}-${formatIpv6(six.to)}`;
}
