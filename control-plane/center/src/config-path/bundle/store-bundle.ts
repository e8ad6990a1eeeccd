// A packed bundle becomes rows: unpacked into a folder of its own, verified there as a box would, cut into pieces.
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { type BuildReport, buildReportSchema, REPORT_FILE } from '@omamori/bundle/build-report';
import type { BundleManifest } from '@omamori/bundle/manifest';
import { openBundle } from '@omamori/bundle/open-bundle';
import { MANIFEST_FILE, unpackBundle } from '@omamori/bundle/packed-bundle';
import { PIECE_BYTES, packContent } from '@omamori/contract/bundle-delivery';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Database } from '../../store/database.ts';

export interface TakeOptions {
  readonly db: Database;
  /** On disk; what is unpacked lies here for as long as it is looked at. */
  readonly folder: string;
  readonly trusted: TrustedKeys;
  readonly actor: string;
  readonly now: () => number;
}

/**
 * Gives its version. Errors: BND_PACKED_BAD, BND_UNPACK_FAILED, CTR_BUNDLE_KNOWN, CTR_BUNDLE_OLD, CTR_BUNDLE_FAILED and
 * those of openBundle.
 */
export async function takeBundle(source: AsyncIterable<Uint8Array>, options: TakeOptions): Promise<Result<string>> {
  const place = await mkdtemp(join(options.folder, 'taking-'));
  try {
    const manifest = await unpackBundle(source, place, options.trusted);
    if (!manifest.ok) return manifest;
    const fits = await checkNew(options.db, manifest.value.version);
    if (!fits.ok) return fits;
    const opened = await openBundle(place, options.trusted);
    if (!opened.ok) return opened;
    await keep(place, manifest.value, options);
    return ok(opened.value.version);
  } catch (thrown) {
    return err('CTR_BUNDLE_FAILED', 'The bundle could not be stored.', { cause: causeOf(thrown) });
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Boxes take only what is newer than what they had: an older bundle would lie here for nothing. */
async function checkNew(db: Database, version: string): Promise<Result<void>> {
  const known = await db.selectFrom('bundle').select('version').execute();
  if (known.some((row) => row.version === version))
    return err('CTR_BUNDLE_KNOWN', `The bundle ${version} is here already.`);
  const newer = known.find((row) => isNewer(row.version, version));
  if (newer === undefined) return ok(undefined);
  return err('CTR_BUNDLE_OLD', `The bundle ${version} is older than ${newer.version}; boxes would refuse it.`);
}

async function keep(place: string, manifest: BundleManifest, { db, actor, now }: TakeOptions): Promise<void> {
  const text = await readFile(join(place, MANIFEST_FILE));
  const manifestSha256 = createHash('sha256').update(text).digest('hex');
  for (const [name, { sha256 }] of Object.entries(manifest.files))
    await keepFile(db, sha256, await readFile(join(place, name)), new Date(now()));
  await keepFile(db, manifestSha256, text, new Date(now()));
  const at = new Date(now());
  await commitAct(db, async (transaction) => {
    await transaction
      .insertInto('bundle')
      .values({
        version: manifest.version,
        date: manifest.date,
        manifest: JSON.stringify(manifest),
        manifest_sha256: manifestSha256,
        manifest_bytes: text.length,
        report: await readReport(place, manifest),
        added_at: at,
        added_by: actor,
      })
      .execute();
    await transaction
      .insertInto('bundle_note')
      .values({ version: manifest.version, at, actor, kind: 'taken', text: null })
      .execute();
  });
}

/** A piece that another bundle brought is not written again, but it is young again: see clean-pieces.ts. */
async function keepFile(db: Database, sha256: string, content: Buffer, at: Date): Promise<void> {
  const known = await db
    .updateTable('bundle_piece')
    .set({ added_at: at })
    .where('sha256', '=', sha256)
    .returning('number')
    .execute();
  const there = new Set(known.map(({ number }) => number));
  for (let number = 0; number === 0 || number * PIECE_BYTES < content.length; number += 1) {
    if (there.has(number)) continue;
    const packed = packContent(content.subarray(number * PIECE_BYTES, (number + 1) * PIECE_BYTES));
    await db
      .insertInto('bundle_piece')
      .values({ sha256, number, packed, added_at: at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await setImmediate();
  }
}

async function readReport(place: string, { files }: BundleManifest): Promise<string | null> {
  if (files[REPORT_FILE] === undefined) return null;
  try {
    const report: BuildReport = buildReportSchema.parse(JSON.parse(await readFile(join(place, REPORT_FILE), 'utf8')));
    return JSON.stringify(report);
  } catch {
    return null; // signed, but of another form: the bundle counts, its report is not shown
  }
}

/** YYYYMMDD.N, compared as numbers. */
export function isNewer(one: string, other: string): boolean {
  const [day = 0, number = 0] = one.split('.').map(Number);
  const [otherDay = 0, otherNumber = 0] = other.split('.').map(Number);
  return day !== otherDay ? day > otherDay : number > otherNumber;
}
