// sources → take (last good where doubtful) → judge, protect, fit → one signed, versioned folder.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { APPLICATIONS_FILE, applicationCatalogueSchema } from '@omamori/contract/application-catalogue';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type SigningKey, signDocument } from '@omamori/contract/signed-document';
import { z } from 'zod';
import { type BuildReport, MOST_REFUSALS_KEPT, REPORT_FILE } from './build-report.ts';
import { encodeCountryTable } from './country-table.ts';
import { MAIL_BRANDS_FILE, type MailBrand, mailBrandsSchema } from './mail-brands.ts';
import type { BundleManifest } from './manifest.ts';
import { makeGuard, protectedSchema } from './protect/protected-destinations.ts';
import { PROTECTED_NAMES_FILE, protectedNames } from './protect/protected-names.ts';
import { type CountryData, readCountryData } from './read-country-csv.ts';
import { classTableSchema } from './select/class-table.ts';
import { type CollectedLists, collectLists } from './select/collect-lists.ts';
import { type CollectedRules, collectRules } from './select/collect-rules.ts';
import { boardsSchema } from './select/fit-board.ts';
import { readSourceList, readYaml } from './source/source-list.ts';
import { type Taken, takeSource } from './source/take-source.ts';
import { readVendorData, VENDOR_PACKAGE, VENDORS_FILE, type VendorData } from './vendor-table.ts';

const DEFAULT_BOARD = 'x86-64';

export interface BuildOptions {
  /** The repository's `rules/` or a copy: classify/, policy/ and, by default, sources.yaml and the sources' files. */
  readonly rulesFolder: string;
  readonly sourcesFile?: string;
  /** Where the files of the sources lie. */
  readonly dataFolder?: string;
  /** Last good versions of the sources; without it a doubtful source ends the build. */
  readonly stateFolder?: string;
  readonly targetFolder: string;
  readonly key: SigningKey;
  /** YYYY-MM-DD; the build is reproducible for the same sources, date and number. */
  readonly date: string;
  readonly number: number;
  /** A board of policy/boards.yaml. */
  readonly board?: string;
  readonly onProgress?: (step: string) => void;
}

export interface BuiltBundle {
  readonly manifest: BundleManifest;
  readonly taken: readonly Taken[];
  readonly rules: CollectedRules;
  readonly lists: CollectedLists;
}

const sentencesSchema = z.strictObject({
  v: z.literal(1),
  sentences: z.record(z.string(), z.strictObject({ ja: z.string().min(5), en: z.string().min(5) })),
});

/**
 * Builds one signed bundle. The manifest is written last, so a folder without one is not a bundle.
 * Errors: BND_BUILD_FAILED, BND_SOURCES_BAD, BND_FILE_BAD, BND_BOARD_UNKNOWN, BND_SOURCE_*, BND_MIRROR_FAILED,
 * BND_STATE_FAILED, BND_COUNTRIES_*, DOC_*.
 */
export async function buildBundle(options: BuildOptions): Promise<Result<BuiltBundle>> {
  const policy = await readPolicy(options);
  if (!policy.ok) return policy;
  const { sources, table, board, guard, sentences, applications, brands } = policy.value;
  const taken: Taken[] = [];
  for (const source of sources.sources) {
    options.onProgress?.(source.id);
    const one = await takeSource(source, {
      dataFolder: options.dataFolder ?? options.rulesFolder,
      stateFolder: options.stateFolder ?? null,
      today: options.date,
    });
    if (!one.ok) return one;
    taken.push(one.value);
  }
  const countries = await readCountryData();
  if (!countries.ok) return countries;
  const vendors = await readVendorData();
  if (!vendors.ok) return vendors;
  const rules = collectRules(taken, table, board, options.date);
  const lists = collectLists(taken, guard);
  const report = reportOf(options.board ?? DEFAULT_BOARD, rules, lists);
  const contents = contentsOf(rules, lists, countries.value, {
    ...{ sentences, applications, brands, report },
    vendors: vendors.value.text,
    protectedNames: policy.value.protectedNames,
  });
  const manifest = manifestOf(options, contents, [countries.value, vendors.value], taken, lists);
  const written = await writeBundle(options, contents, manifest);
  return written.ok ? ok({ manifest, taken, rules, lists }) : written;
}

async function readPolicy({ rulesFolder, sourcesFile, board = DEFAULT_BOARD }: BuildOptions) {
  const sources = await readSourceList(sourcesFile ?? join(rulesFolder, 'sources.yaml'));
  if (!sources.ok) return sources;
  const table = await readYaml(join(rulesFolder, 'classify/classes.yaml'), classTableSchema);
  if (!table.ok) return table;
  const boards = await readYaml(join(rulesFolder, 'policy/boards.yaml'), boardsSchema);
  if (!boards.ok) return boards;
  const kept = await readYaml(join(rulesFolder, 'policy/protected.yaml'), protectedSchema);
  if (!kept.ok) return kept;
  const sentences = await readYaml(join(rulesFolder, 'classify/sentences.yaml'), sentencesSchema);
  if (!sentences.ok) return sentences;
  const applications = await readYaml(join(rulesFolder, 'applications/catalogue.yaml'), applicationCatalogueSchema);
  if (!applications.ok) return applications;
  const brands = await readBrands(rulesFolder);
  if (!brands.ok) return brands;
  const known = boards.value.boards[board];
  if (known === undefined) {
    return err('BND_BOARD_UNKNOWN', `There is no board ${board}; use ${Object.keys(boards.value.boards).join(', ')}.`);
  }
  const { value } = sentences;
  return ok({
    sources: sources.value,
    table: table.value,
    board: known,
    guard: makeGuard(kept.value),
    protectedNames: protectedNames(kept.value, applications.value),
    sentences: value.sentences,
    applications: applications.value,
    brands: brands.value,
  });
}

/** A rules folder without the table makes a bundle without it. */
async function readBrands(rulesFolder: string): Promise<Result<readonly MailBrand[]>> {
  const path = join(rulesFolder, 'mail/brands.yaml');
  if (!existsSync(path)) return ok([]);
  const table = await readYaml(path, mailBrandsSchema);
  return table.ok ? ok(table.value.brands) : table;
}

type Contents = ReadonlyMap<string, Buffer>;

function reportOf(board: string, rules: CollectedRules, lists: CollectedLists): BuildReport {
  return {
    v: 1,
    board,
    presets: rules.presets.map((fit) => ({ ...fit })),
    leftOut: [...rules.leftOut]
      .map(([because, count]) => ({ because, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, 200),
    refused: lists.refused.slice(0, MOST_REFUSALS_KEPT).map(({ feed, entry, because }) => ({
      feed,
      entry: entry.slice(0, 300),
      because: because.slice(0, 200),
    })),
    refusedInAll: lists.refused.length,
    unreadable: lists.unreadable.map(({ feed, count, examples }) => ({
      feed,
      count,
      examples: examples.map((example) => example.slice(0, 120)),
    })),
  };
}

function contentsOf(
  rules: CollectedRules,
  lists: CollectedLists,
  countries: CountryData,
  texts: {
    readonly sentences: object;
    readonly applications: object;
    readonly brands: readonly MailBrand[];
    readonly report: BuildReport;
    readonly vendors: Buffer;
    readonly protectedNames: readonly string[];
  },
): Contents {
  const contents = new Map<string, Buffer>([
    ['countries.bin', encodeCountryTable(countries.table)],
    ['omamori.rules', Buffer.from(rules.text)],
    ['sentences.json', Buffer.from(JSON.stringify(texts.sentences))],
    [APPLICATIONS_FILE, Buffer.from(JSON.stringify(texts.applications))],
    [PROTECTED_NAMES_FILE, Buffer.from(JSON.stringify({ v: 1, names: texts.protectedNames }))],
    [MAIL_BRANDS_FILE, Buffer.from(JSON.stringify({ v: 1, brands: texts.brands }))],
    [REPORT_FILE, Buffer.from(JSON.stringify(texts.report))],
    [VENDORS_FILE, zstdCompressSync(texts.vendors)],
  ]);
  for (const [name, entries] of lists.files) {
    contents.set(`${name}.zst`, zstdCompressSync(entries.map((entry) => `${entry}\n`).join('')));
  }
  return contents;
}

function manifestOf(
  { date, number }: BuildOptions,
  contents: Contents,
  [countries, vendors]: readonly [CountryData, VendorData],
  taken: readonly Taken[],
  lists: CollectedLists,
): BundleManifest {
  const files = [...contents].map(([name, content]) => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    return [name, { sha256, bytes: content.length }] as const;
  });
  const countrySource = {
    name: '@ip-location-db/asn-country',
    version: countries.version,
    licence: 'CC-BY-4.0',
    attribution: 'Number Resource Organization (NRO)',
    entries: countries.entries,
  };
  const vendorSource = {
    name: VENDOR_PACKAGE,
    version: vendors.version,
    licence: 'BSD-2-Clause',
    attribution: 'IEEE Registration Authority',
    entries: vendors.entries,
  };
  const sources = taken.map(({ source, entries, date: version, sha256, kept }) => ({
    name: source.id,
    version,
    licence: source.licence,
    attribution: source.attribution,
    entries,
    sha256,
    ...(kept === null ? {} : { kept: kept.slice(0, 300) }),
  }));
  return {
    v: 1,
    version: `${date.replaceAll('-', '')}.${number}`,
    date,
    files: Object.fromEntries(files),
    lists: lists.lists.map((list) => ({ ...list, file: `${list.file}.zst` })),
    categories: lists.categories.map((category) => ({ ...category, file: `${category.file}.zst` })),
    sources: [countrySource, vendorSource, ...sources],
  };
}

async function writeBundle(options: BuildOptions, contents: Contents, manifest: BundleManifest): Promise<Result<void>> {
  const { targetFolder } = options;
  const manifestFile = join(targetFolder, 'manifest.json');
  const signed = signDocument('bundle-manifest', manifest, options.key);
  if (!signed.ok) return signed;
  try {
    await rm(manifestFile, { force: true });
    for (const [name, content] of contents) {
      await mkdir(dirname(join(targetFolder, name)), { recursive: true });
      await writeFile(join(targetFolder, name), content);
    }
    await writeFile(manifestFile, `${JSON.stringify(signed.value, null, 2)}\n`);
    return ok(undefined);
  } catch (thrown) {
    return err('BND_BUILD_FAILED', `The bundle cannot be written to ${targetFolder}.`, { cause: causeOf(thrown) });
  }
}
