import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { ipv4Number, ipv4Text, ipv6Number, ipv6Text } from './ip-number.ts';

/**
 * Which country an address is registered in: sorted, disjoint ranges in flat arrays, about 4 MB for the whole world.
 *
 *   codes   "AD" "AE" …                       two letters each, index = country number
 *   IPv4    from[i] ≤ address ≤ to[i] → country[i]      Uint32
 *   IPv6    the same on the upper and lower 64 bits     BigUint64 pairs, from/to interleaved
 */
export interface CountryTable {
  readonly codes: readonly string[];
  readonly v4: { readonly from: Uint32Array; readonly to: Uint32Array; readonly country: Uint16Array };
  /** Four words a range: from high, from low, to high, to low. */
  readonly v6: { readonly words: BigUint64Array; readonly country: Uint16Array };
}

export interface CountryRange {
  readonly from: string;
  readonly to: string;
  readonly country: string;
}

const MAGIC = 'OMCT0001';
const HEADER_BYTES = 32;
const MAX_TABLE_BYTES = 64 * 1024 * 1024;

/** Ranges must be sorted and disjoint within each family. Error: BND_COUNTRIES_BAD with the first bad row. */
export function makeCountryTable(v4: readonly CountryRange[], v6: readonly CountryRange[]): Result<CountryTable> {
  const codes = [...new Set([...v4, ...v6].map((range) => range.country))].sort();
  const numbers = new Map(codes.map((code, index) => [code, index]));
  const table = {
    codes,
    v4: { from: new Uint32Array(v4.length), to: new Uint32Array(v4.length), country: new Uint16Array(v4.length) },
    v6: { words: new BigUint64Array(v6.length * 4), country: new Uint16Array(v6.length) },
  };
  let before = -1;
  for (const [index, range] of v4.entries()) {
    const from = ipv4Number(range.from);
    const to = ipv4Number(range.to);
    if (from === null || to === null || from > to || from <= before) return badRow(range);
    before = to;
    table.v4.from[index] = from;
    table.v4.to[index] = to;
    table.v4.country[index] = numbers.get(range.country) ?? 0;
  }
  let beforeLong = -1n;
  for (const [index, range] of v6.entries()) {
    const from = ipv6Number(range.from);
    const to = ipv6Number(range.to);
    if (from === null || to === null || from > to || from <= beforeLong) return badRow(range);
    beforeLong = to;
    table.v6.words.set([from >> 64n, BigInt.asUintN(64, from), to >> 64n, BigInt.asUintN(64, to)], index * 4);
    table.v6.country[index] = numbers.get(range.country) ?? 0;
  }
  return ok(table);
}

function badRow(range: CountryRange): Result<never> {
  return err('BND_COUNTRIES_BAD', `The country list is not sorted or has a bad row: ${range.from}-${range.to}.`);
}

export function encodeCountryTable(table: CountryTable): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, 0, 'latin1');
  header.writeUInt32LE(table.codes.length, 8);
  header.writeUInt32LE(table.v4.from.length, 12);
  header.writeUInt32LE(table.v6.country.length, 16);
  const codes = Buffer.alloc(table.codes.length * 2);
  table.codes.forEach((code, index) => {
    codes.write(code, index * 2, 2, 'latin1');
  });
  const arrays = [table.v6.words, table.v4.from, table.v4.to, table.v4.country, table.v6.country];
  const bodies = arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength));
  return zstdCompressSync(Buffer.concat([header, ...bodies, codes]));
}

/** Error: BND_COUNTRIES_BAD when the bytes are no such table; checksums are the manifest's affair. */
export function decodeCountryTable(bytes: Uint8Array): Result<CountryTable> {
  try {
    const plain = zstdDecompressSync(bytes, { maxOutputLength: MAX_TABLE_BYTES });
    if (plain.toString('latin1', 0, 8) !== MAGIC)
      return err('BND_COUNTRIES_BAD', 'The country table has no known form.');
    return ok(layOut(plain));
  } catch (thrown) {
    return err('BND_COUNTRIES_BAD', 'The country table is damaged.', { cause: causeOf(thrown) });
  }
}

function layOut(plain: Buffer): CountryTable {
  const codeCount = plain.readUInt32LE(8);
  const count4 = plain.readUInt32LE(12);
  const count6 = plain.readUInt32LE(16);
  const body = new Uint8Array(plain.length - HEADER_BYTES); // a copy: typed arrays need aligned memory
  body.set(plain.subarray(HEADER_BYTES));
  const words = new BigUint64Array(body.buffer, 0, count6 * 4);
  const from = new Uint32Array(body.buffer, words.byteLength, count4);
  const to = new Uint32Array(body.buffer, from.byteOffset + from.byteLength, count4);
  const country4 = new Uint16Array(body.buffer, to.byteOffset + to.byteLength, count4);
  const country6 = new Uint16Array(body.buffer, country4.byteOffset + country4.byteLength, count6);
  const letters = Buffer.from(body.buffer, country6.byteOffset + country6.byteLength, codeCount * 2).toString('latin1');
  const codes = Array.from({ length: codeCount }, (_, index) => letters.slice(index * 2, index * 2 + 2));
  return { codes, v4: { from, to, country: country4 }, v6: { words, country: country6 } };
}

/** ISO 3166-1 alpha-2 of an address in text form, or null: not in the table, or not an address. */
export function countryOf(table: CountryTable, ip: string): string | null {
  const number = ipv4Number(ip);
  if (number !== null) return country4Of(table, number);
  const long = ipv6Number(ip);
  return long === null ? null : country6Of(table, long);
}

function country4Of(table: CountryTable, address: number): string | null {
  const { from, to, country } = table.v4;
  const index = lastNotAfter(from.length, (middle) => (from[middle] ?? 0) <= address);
  if (index < 0 || (to[index] ?? 0) < address) return null;
  return table.codes[country[index] ?? 0] ?? null;
}

function country6Of(table: CountryTable, address: bigint): string | null {
  const { country } = table.v6;
  const index = lastNotAfter(country.length, (middle) => long(table, middle * 4) <= address);
  if (index < 0 || long(table, index * 4 + 2) < address) return null;
  return table.codes[country[index] ?? 0] ?? null;
}

function long(table: CountryTable, word: number): bigint {
  return ((table.v6.words[word] ?? 0n) << 64n) | (table.v6.words[word + 1] ?? 0n);
}

/** Greatest index below `length` for which `holds` (true for a prefix of the indices), or -1. */
function lastNotAfter(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** All ranges of one country as `from-to`, sorted; an unknown country has none. */
export function* countryRanges(table: CountryTable, code: string, family: 4 | 6): Generator<string> {
  const number = table.codes.indexOf(code);
  if (number < 0) return;
  if (family === 4) {
    const { from, to, country } = table.v4;
    for (let index = 0; index < from.length; index++) {
      if (country[index] === number) yield `${ipv4Text(from[index] ?? 0)}-${ipv4Text(to[index] ?? 0)}`;
    }
    return;
  }
  for (let index = 0; index < table.v6.country.length; index++) {
    if (table.v6.country[index] !== number) continue;
    yield `${ipv6Text(long(table, index * 4))}-${ipv6Text(long(table, index * 4 + 2))}`;
  }
}
