import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type SigningKey, signDocument } from '@omamori/contract/signed-document';
import { encodeCountryTable } from './country-table.ts';
import type { BundleFile, BundleManifest } from './manifest.ts';
import { readCountryData } from './read-country-csv.ts';

export interface BuildOptions {
  /** Folder with `suricata/*.rules` of our own, normally the repository's `rules/`. */
  readonly rulesFolder: string;
  readonly targetFolder: string;
  readonly key: SigningKey;
  /** YYYY-MM-DD; the build is reproducible for the same date and number. */
  readonly date: string;
  readonly number: number;
}

/**
 * Builds one signed bundle: Suricata rules of our own and the country table. The manifest is written last, so a
 * folder without one is not a bundle. Errors: BND_BUILD_FAILED, BND_COUNTRIES_*, DOC_*.
 */
export async function buildBundle(options: BuildOptions): Promise<Result<BundleManifest>> {
  const countries = await readCountryData();
  if (!countries.ok) return countries;
  try {
    await mkdir(options.targetFolder, { recursive: true });
    const rules = await readFile(join(options.rulesFolder, 'suricata', 'omamori-base.rules'));
    const contents: Record<BundleFile, Buffer> = {
      'countries.bin': encodeCountryTable(countries.value.table),
      'omamori.rules': rules,
    };
    for (const [name, content] of Object.entries(contents)) await writeFile(join(options.targetFolder, name), content);
    const manifest = manifestOf(options, contents, countries.value);
    const signed = signDocument('bundle-manifest', manifest, options.key);
    if (!signed.ok) return signed;
    await writeFile(join(options.targetFolder, 'manifest.json'), `${JSON.stringify(signed.value, null, 2)}\n`);
    return ok(manifest);
  } catch (thrown) {
    return err('BND_BUILD_FAILED', 'The bundle could not be built.', { cause: causeOf(thrown) });
  }
}

function manifestOf(
  options: BuildOptions,
  contents: Record<BundleFile, Buffer>,
  countries: { version: string; entries: number },
): BundleManifest {
  const describe = (name: BundleFile) => ({
    sha256: createHash('sha256').update(contents[name]).digest('hex'),
    bytes: contents[name].length,
  });
  return {
    v: 1,
    version: `${options.date.replaceAll('-', '')}.${options.number}`,
    date: options.date,
    files: { 'countries.bin': describe('countries.bin'), 'omamori.rules': describe('omamori.rules') },
    sources: [
      {
        name: '@ip-location-db/asn-country',
        version: countries.version,
        licence: 'CC-BY-4.0',
        attribution: 'Number Resource Organization (NRO)',
        entries: countries.entries,
      },
      {
        name: 'omamori-base',
        version: options.date,
        licence: 'Apache-2.0',
        attribution: 'Omamori',
        entries: contents['omamori.rules']
          .toString('utf8')
          .split('\n')
          .filter((line) => /^(drop|alert) /.test(line)).length,
      },
    ],
  };
}
