import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type CountryRange, type CountryTable, makeCountryTable } from './country-table.ts';

export const COUNTRY_DATA_PACKAGE = '@ip-location-db/asn-country';

export interface CountryData {
  readonly table: CountryTable;
  readonly version: string;
  readonly entries: number;
}

/**
 * Reads the country data set of the npm package (data of the regional registries, attribution to NRO; rows
 * `from,to,CC` in text form, sorted). Errors: BND_COUNTRIES_MISSING, BND_COUNTRIES_BAD.
 */
export async function readCountryData(): Promise<Result<CountryData>> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${COUNTRY_DATA_PACKAGE}/package.json`));
    const about: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const v4 = rowsOf(await readFile(join(folder, 'asn-country-ipv4.csv'), 'latin1'));
    const v6 = rowsOf(await readFile(join(folder, 'asn-country-ipv6.csv'), 'latin1'));
    const table = makeCountryTable(v4, v6);
    if (!table.ok) return table;
    return ok({ table: table.value, version: versionOf(about), entries: v4.length + v6.length });
  } catch (thrown) {
    const hint = `The npm package ${COUNTRY_DATA_PACKAGE} cannot be read; run npm ci.`;
    return err('BND_COUNTRIES_MISSING', hint, { cause: causeOf(thrown) });
  }
}

function rowsOf(csv: string): CountryRange[] {
  const rows: CountryRange[] = [];
  for (const line of csv.split('\n')) {
    const [from, to, country] = line.trim().split(',');
    if (from && to && country && /^[A-Z]{2}$/.test(country)) rows.push({ from, to, country });
  }
  return rows;
}

function versionOf(about: unknown): string {
  return typeof about === 'object' && about !== null && 'version' in about ? String(about.version) : 'unknown';
}
