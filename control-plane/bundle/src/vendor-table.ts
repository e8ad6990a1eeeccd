// Who bought which block of MAC addresses from IEEE, as one sorted text: searched where it lies, 2 MB instead of the 50
// that the same as an object takes.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isPrivateMac } from '@omamori/contract/inventory';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

export const VENDORS_FILE = 'vendors.zst';
export const VENDOR_PACKAGE = 'oui-data';
const MOST_LETTERS = 80;
/** IEEE hands out blocks of 2^12, 2^20 and 2^24 addresses (MA-S, MA-M, MA-L): the smallest block names the maker. */
const DIGITS = [9, 7, 6] as const;
/** The holder of blocks that were handed out in smaller ones: not a maker. */
const DIVIDED = 'IEEE Registration Authority';
const NEW_LINE = 0x0a;

export interface VendorData {
  /** Lines of `DIGITS name`, sorted by their bytes. */
  readonly text: Buffer;
  readonly version: string;
  readonly entries: number;
}

/** Error: BND_VENDORS_MISSING. */
export async function readVendorData(): Promise<Result<VendorData>> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(VENDOR_PACKAGE));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    const registry = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as Record<string, string>;
    const lines = Object.entries(registry)
      .map(([digits, told]) => `${digits} ${told.split('\n')[0]?.trim().slice(0, MOST_LETTERS) ?? ''}\n`)
      .sort();
    return ok({ text: Buffer.from(lines.join('')), version, entries: lines.length });
  } catch (thrown) {
    const hint = `The npm package ${VENDOR_PACKAGE} cannot be read; run npm ci.`;
    return err('BND_VENDORS_MISSING', hint, { cause: causeOf(thrown) });
  }
}

/** Null for an address that the device made up itself and for blocks nobody is known to hold. */
export function vendorIn(text: Buffer, mac: string): string | null {
  if (isPrivateMac(mac)) return null;
  const digits = mac.replaceAll(':', '').toUpperCase();
  for (const length of DIGITS) {
    const name = lookUp(text, `${digits.slice(0, length)} `);
    if (name !== null) return name === '' || name === DIVIDED ? null : name;
  }
  return null;
}

/** What follows the key on its line; binary search over the bytes. */
function lookUp(text: Buffer, key: string): string | null {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const start = middle === 0 ? 0 : text.lastIndexOf(NEW_LINE, middle - 1) + 1;
    const found = text.indexOf(NEW_LINE, start);
    const end = found === -1 ? text.length : found;
    const line = text.toString('utf8', start, end);
    if (line.startsWith(key)) return line.slice(key.length);
    if (line < key) low = end + 1;
    else high = start;
  }
  return null;
}
