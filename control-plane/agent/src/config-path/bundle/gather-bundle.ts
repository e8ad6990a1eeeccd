// An ordered bundle becomes a folder: manifest first (it must be signed, newer and within bounds before anything else is
// fetched), files that the box has already are copied, the rest is fetched, the manifest's own name comes last.
import { mkdir, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BundleManifest, bundleManifestSchema } from '@omamori/bundle/manifest';
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_FILE_BYTES, type WantedBundle } from '@omamori/contract/bundle-delivery';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';
import { copyIfSame, fetchFile, type WantedFile } from './fetch-file.ts';
import type { PieceDoor } from './piece-door.ts';

export interface Gathering {
  /** Below it one folder a version. */
  readonly folder: string;
  readonly trusted: TrustedKeys;
  readonly door: Pick<PieceDoor, 'ask'>;
  /** Bundles on the box whose files may serve again. */
  readonly known: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress: (have: number, of: number) => void;
}

/** Room that stays free beside a bundle in three copies: fetched, kept, and as the engine's files. */
const SPARE_BYTES = 64 * 1024 * 1024;
const COPIES = 3;
const MANIFEST = 'manifest.json';
const FETCHED_MANIFEST = 'manifest.fetched';

/**
 * Gives the folder, whole. Errors: those of fetchFile, BND_MANIFEST_BAD, BND_NO_ROOM, the DOC_* of the signature; after
 * any of them a later call goes on where this one ended.
 */
export async function gatherBundle(wanted: WantedBundle, gathering: Gathering): Promise<Result<string>> {
  const place = join(gathering.folder, wanted.version);
  await clearOthers(gathering.folder, wanted.version);
  await mkdir(place, { recursive: true });
  const ready = await hasManifest(place, wanted);
  if (ready) return ok(place);
  const manifest = await gatherManifest(place, wanted, gathering);
  if (!manifest.ok) return manifest;
  const files = Object.entries(manifest.value.files);
  const total = files.reduce((sum, [, { bytes }]) => sum + bytes, 0);
  const fits = await checkRoom(place, files, total);
  if (!fits.ok) return fits;
  let have = 0;
  const onBytes = (more: number): void => {
    have += more;
    gathering.onProgress(have, total);
  };
  const known = await knownFiles(gathering.known);
  for (const [name, file] of files) {
    if (gathering.signal.aborted) return err('BND_PIECE_LATE', 'The order was replaced.');
    const gathered = await gatherFile(join(place, name), file, known.get(file.sha256), gathering, onBytes);
    if (!gathered.ok) return gathered;
  }
  try {
    await rename(join(place, FETCHED_MANIFEST), join(place, MANIFEST));
    return ok(place);
  } catch (thrown) {
    return err('BND_STORE_FAILED', 'The bundle cannot be stored.', { cause: causeOf(thrown) });
  }
}

async function gatherFile(
  path: string,
  file: WantedFile,
  known: string | undefined,
  { door, signal }: Gathering,
  onBytes: (more: number) => void,
): Promise<Result<void>> {
  await mkdir(dirname(path), { recursive: true });
  const there = await stat(path).catch(() => null); // it got its name with the right checksum
  if (there?.size === file.bytes || (known !== undefined && (await copyIfSame(known, file, path)))) {
    onBytes(file.bytes);
    return ok(undefined);
  }
  return await fetchFile(door, file, path, signal, onBytes);
}

async function hasManifest(place: string, { manifest }: WantedBundle): Promise<boolean> {
  const found = await stat(join(place, MANIFEST)).catch(() => null);
  return found?.size === manifest.bytes;
}

async function gatherManifest(
  place: string,
  { version, manifest }: WantedBundle,
  { door, signal, trusted }: Gathering,
): Promise<Result<BundleManifest>> {
  const path = join(place, FETCHED_MANIFEST);
  const there = await stat(path).catch(() => null);
  if (there?.size !== manifest.bytes) {
    const fetched = await fetchFile(door, manifest, path, signal, () => undefined);
    if (!fetched.ok) return fetched;
  }
  const bad = (cause: string) => err('BND_MANIFEST_BAD', 'The ordered manifest is not one of a bundle.', { cause });
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (thrown) {
    return bad(causeOf(thrown));
  }
  const signed = verifyDocument(document, 'bundle-manifest', trusted);
  if (!signed.ok) return signed;
  const parsed = bundleManifestSchema.safeParse(signed.value.payload);
  if (!parsed.success) return bad('another form');
  return parsed.data.version === version ? ok(parsed.data) : bad('another version');
}

async function checkRoom(place: string, files: readonly [string, WantedFile][], total: number): Promise<Result<void>> {
  if (total > MAX_BUNDLE_BYTES || files.some(([, { bytes }]) => bytes > MAX_BUNDLE_FILE_BYTES))
    return err('BND_MANIFEST_BAD', 'The ordered bundle is larger than a bundle may be.', { total });
  const { bavail, bsize } = await statfs(place);
  if (bavail * bsize < total * COPIES + SPARE_BYTES)
    return err('BND_NO_ROOM', 'The disk of the box has no room for the bundle.', { total, free: bavail * bsize });
  return ok(undefined);
}

/** By checksum; what a manifest on the disk says is only a hint, the copy is checked. */
async function knownFiles(folders: readonly string[]): Promise<Map<string, string>> {
  const known = new Map<string, string>();
  for (const folder of folders) {
    const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '{}');
    const files = filesOf(text);
    for (const [name, { sha256 }] of Object.entries(files)) known.set(sha256, join(folder, name));
  }
  return known;
}

function filesOf(text: string): BundleManifest['files'] {
  try {
    const { payload } = JSON.parse(text) as { payload?: unknown };
    const parsed = bundleManifestSchema.safeParse(payload);
    return parsed.success ? parsed.data.files : {};
  } catch {
    return {}; // damaged: everything is fetched
  }
}

/** One ordered bundle at a time has room. */
async function clearOthers(folder: string, keep: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const others = names.filter((name) => name !== keep);
  await Promise.allSettled(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
