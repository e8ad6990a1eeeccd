import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import {
  APPLICATIONS_FILE,
  type Application,
  applicationCatalogueSchema,
} from '@omamori/contract/application-catalogue';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';
import { type CountryTable, decodeCountryTable } from './country-table.ts';
import { MAIL_BRANDS_FILE, type MailBrand, mailBrandsSchema } from './mail-brands.ts';
import { type BundleListRow, type BundleManifest, bundleManifestSchema } from './manifest.ts';
import { PROTECTED_NAMES_FILE, readProtectedNames } from './protect/protected-names.ts';
import { VENDORS_FILE, vendorIn } from './vendor-table.ts';

export interface BundleList extends Omit<BundleListRow, 'file'> {
  /** Decoded anew at each call: a list of 100,000 names is not held twice. */
  readonly read: () => string[];
}

/** Names of one site category from one feed; several feeds may have the same category. */
export interface BundleCategory {
  readonly category: string;
  readonly feed: string;
  readonly entries: number;
  /** As of a list. */
  readonly read: () => string[];
}

export interface Bundle {
  readonly version: string;
  /** YYYY-MM-DD the rules are of. */
  readonly date: string;
  /** Suricata rules, one a line. */
  readonly rules: Buffer;
  readonly countries: CountryTable;
  readonly lists: readonly BundleList[];
  readonly categories: readonly BundleCategory[];
  /** Who is imitated by mail; left out by bundles of earlier versions. */
  readonly mailBrands?: readonly MailBrand[];
  readonly sources: BundleManifest['sources'];
  /** Maker of a device by its MAC; null where nobody knows, and in a bundle from before there was a table. */
  readonly vendorOf: (mac: string) => string | null;
  /** None in a bundle from before there was a catalogue. */
  readonly applications: readonly Application[];
  /** With every name below them; left out by bundles of earlier versions. */
  readonly protectedNames?: readonly string[];
  /** Names below the folder, without the manifest. */
  readonly files: readonly string[];
}

const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
const MAX_LIST_BYTES = 256 * 1024 * 1024;

/**
 * Opens a bundle after checking signature, form, sizes and checksums. Errors: BND_MISSING, BND_MANIFEST_BAD,
 * BND_CHECKSUM, BND_COUNTRIES_BAD, BND_APPLICATIONS_BAD and the DOC_* codes of the signature.
 */
export async function openBundle(folder: string, trusted: TrustedKeys): Promise<Result<Bundle>> {
  const manifest = await readManifest(folder, trusted);
  if (!manifest.ok) return manifest;
  const files = await readFiles(folder, manifest.value.files);
  if (!files.ok) return files;
  const { version, date, sources, lists, categories } = manifest.value;
  const content = (name: string): Buffer => files.value.get(name) ?? Buffer.alloc(0);
  const countries = decodeCountryTable(content('countries.bin'));
  if (!countries.ok) return countries;
  const missing = [...lists, ...categories].find(({ file }) => !files.value.has(file));
  if (missing !== undefined) return err('BND_MANIFEST_BAD', `The bundle names a list without a file: ${missing.file}.`);
  const applications = readApplications(files.value.get(APPLICATIONS_FILE));
  if (!applications.ok) return applications;
  const opened = lists.map(({ file, ...row }) => ({ ...row, read: () => entriesOf(content(file)) }));
  const named = categories.map(({ file, ...row }) => ({ ...row, read: () => entriesOf(content(file)) }));
  const rules = content('omamori.rules');
  const names = [...files.value.keys()];
  return ok({
    ...{ version, date, rules, sources },
    countries: countries.value,
    ...brandsOf(files.value.get(MAIL_BRANDS_FILE)),
    lists: opened,
    categories: named,
    applications: applications.value,
    protectedNames: readProtectedNames(files.value.get(PROTECTED_NAMES_FILE)),
    vendorOf: vendorsOf(files.value.get(VENDORS_FILE)),
    files: names,
  });
}

/** Unpacked at the first question: a bundle is opened more often than it is asked. */
function vendorsOf(packed: Buffer | undefined): Bundle['vendorOf'] {
  if (packed === undefined) return () => null;
  let text: Buffer | null = null;
  return (mac) => {
    text ??= zstdDecompressSync(packed, { maxOutputLength: MAX_LIST_BYTES });
    return vendorIn(text, mac);
  };
}

function readApplications(content: Buffer | undefined): Result<readonly Application[]> {
  if (content === undefined) return ok([]);
  try {
    return ok(applicationCatalogueSchema.parse(JSON.parse(content.toString('utf8'))).applications);
  } catch (thrown) {
    return err('BND_APPLICATIONS_BAD', 'The catalogue of applications does not have the agreed form.', {
      cause: causeOf(thrown),
    });
  }
}

/** Of another form than this version's: as if it were not there, so that a newer bundle still opens. */
function brandsOf(content: Buffer | undefined): Pick<Bundle, 'mailBrands'> {
  if (content === undefined) return {};
  const parsed = mailBrandsSchema.safeParse(JSON.parse(content.toString('utf8')));
  return parsed.success ? { mailBrands: parsed.data.brands } : {};
}

async function readManifest(folder: string, trusted: TrustedKeys): Promise<Result<BundleManifest>> {
  const text = await readBounded(join(folder, 'manifest.json'), MAX_MANIFEST_BYTES);
  if (!text.ok) return text;
  let document: unknown;
  try {
    document = JSON.parse(text.value.toString('utf8'));
  } catch (thrown) {
    return err('BND_MANIFEST_BAD', 'The manifest of the bundle is not JSON.', { cause: causeOf(thrown) });
  }
  const signed = verifyDocument(document, 'bundle-manifest', trusted);
  if (!signed.ok) return signed;
  const manifest = bundleManifestSchema.safeParse(signed.value.payload);
  if (!manifest.success) return err('BND_MANIFEST_BAD', 'The manifest of the bundle does not have the agreed form.');
  return ok(manifest.data);
}

async function readFiles(folder: string, described: BundleManifest['files']): Promise<Result<Map<string, Buffer>>> {
  const contents = new Map<string, Buffer>();
  for (const [name, { sha256 }] of Object.entries(described)) {
    const content = await readBounded(join(folder, name), MAX_FILE_BYTES);
    if (!content.ok) return content;
    const sum = createHash('sha256').update(content.value).digest('hex');
    if (sum !== sha256) return err('BND_CHECKSUM', `${name} is not the file that the manifest names.`);
    contents.set(name, content.value);
  }
  return ok(contents);
}

/** The checksum held, so what does not unpack was built wrong: a bug, not an expected failure. */
function entriesOf(packed: Buffer): string[] {
  const text = zstdDecompressSync(packed, { maxOutputLength: MAX_LIST_BYTES }).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}

async function readBounded(path: string, most: number): Promise<Result<Buffer>> {
  try {
    const found = await stat(path);
    // A pipe or a device in its place would be read for ever.
    if (!found.isFile()) return err('BND_MISSING', `${path} is no file.`);
    const { size } = found;
    if (size > most) return err('BND_MANIFEST_BAD', `${path} is larger than a bundle's file may be.`, { size });
    return ok(await readFile(path));
  } catch (thrown) {
    return err('BND_MISSING', `The bundle's file ${path} cannot be read.`, { cause: causeOf(thrown) });
  }
}
