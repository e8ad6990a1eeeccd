import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';
import { type CountryTable, decodeCountryTable } from './country-table.ts';
import { BUNDLE_FILES, type BundleFile, bundleManifestSchema } from './manifest.ts';

export interface Bundle {
  readonly version: string;
  /** YYYY-MM-DD the rules are of. */
  readonly date: string;
  /** Suricata rules, one a line. */
  readonly rules: Buffer;
  readonly countries: CountryTable;
}

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Opens a bundle after checking signature, form, sizes and checksums. Errors: BND_MISSING, BND_MANIFEST_BAD,
 * BND_CHECKSUM, BND_COUNTRIES_BAD and the DOC_* codes of the signature.
 */
export async function openBundle(folder: string, trusted: TrustedKeys): Promise<Result<Bundle>> {
  const manifestText = await readBounded(join(folder, 'manifest.json'));
  if (!manifestText.ok) return manifestText;
  let document: unknown;
  try {
    document = JSON.parse(manifestText.value.toString('utf8'));
  } catch (thrown) {
    return err('BND_MANIFEST_BAD', 'The manifest of the bundle is not JSON.', { cause: causeOf(thrown) });
  }
  const signed = verifyDocument(document, 'bundle-manifest', trusted);
  if (!signed.ok) return signed;
  const manifest = bundleManifestSchema.safeParse(signed.value.payload);
  if (!manifest.success) return err('BND_MANIFEST_BAD', 'The manifest of the bundle does not have the agreed form.');
  const files = await readFiles(folder, manifest.data.files);
  if (!files.ok) return files;
  const countries = decodeCountryTable(files.value['countries.bin']);
  if (!countries.ok) return countries;
  const { version, date } = manifest.data;
  return ok({ version, date, rules: files.value['omamori.rules'], countries: countries.value });
}

async function readFiles(
  folder: string,
  described: Record<BundleFile, { sha256: string }>,
): Promise<Result<Record<BundleFile, Buffer>>> {
  const contents: Record<BundleFile, Buffer> = { 'countries.bin': Buffer.alloc(0), 'omamori.rules': Buffer.alloc(0) };
  for (const name of BUNDLE_FILES) {
    const content = await readBounded(join(folder, name));
    if (!content.ok) return content;
    const sum = createHash('sha256').update(content.value).digest('hex');
    if (sum !== described[name].sha256) return err('BND_CHECKSUM', `${name} is not the file that the manifest names.`);
    contents[name] = content.value;
  }
  return ok(contents);
}

async function readBounded(path: string): Promise<Result<Buffer>> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES)
      return err('BND_MANIFEST_BAD', `${path} is larger than a bundle's file may be.`, { size });
    return ok(await readFile(path));
  } catch (thrown) {
    return err('BND_MISSING', `The bundle's file ${path} cannot be read.`, { cause: causeOf(thrown) });
  }
}
