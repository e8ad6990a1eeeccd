// The bundles on the box: the one that came with the image, the one in force and the one before. A new one is verified
// where it arrived, copied, verified again as copied, and only then offered; the record that names it is replaced in one
// durable act, so a power cut leaves the former bundle or the new one in force.
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Bundle, openBundle } from '@omamori/bundle/open-bundle';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';
import type { TrustedKeys } from '@omamori/contract/signed-document';
import { z } from 'zod';
import { readFileBounded, syncDirectory, writeFileDurably } from '../../platform/durable-file.ts';

export interface BundleStore {
  inForce(): Bundle;
  /** Nothing that is not newer is ever taken: the newest version that was in force, also after it was given up. */
  floor(): string;
  /**
   * Verifies the bundle in `folder` and copies it. Nothing is in force yet: `keep` makes it so, for good.
   * Errors: BND_NOT_NEWER, BND_STORE_FAILED, BND_* and DOC_* of openBundle.
   */
  take(folder: string): Promise<Result<TakenBundle>>;
  /**
   * The one before, or the image's, as what shall stand again; the floor stays, so what was given up never comes back
   * under its version. Errors: BND_NOTHING_BEFORE, those of openBundle.
   */
  before(): Promise<Result<TakenBundle>>;
  /** Where the bundles on the box lie, the one in force first. */
  folders(): readonly string[];
}

export interface TakenBundle {
  readonly bundle: Bundle;
  /** Error: BND_STORE_FAILED; the former bundle is in force then. */
  keep(): Promise<Result<void>>;
}

export interface BundleStoreOptions {
  /** On disk; what arrives is put into its `incoming`. */
  readonly folder: string;
  /** The bundle of the image: what stands when no other can. */
  readonly imageFolder: string;
  readonly trusted: TrustedKeys;
}

const version = z.string().regex(/^\d{8}\.\d{1,6}$/);
const recordSchema = z.strictObject({ v: z.literal(1), current: version, before: version.nullable(), floor: version });
type BundleRecord = z.infer<typeof recordSchema>;
const MAX_RECORD_BYTES = 4096;

/** `problem`: why another bundle than the recorded one is in force. Errors: those of openBundle for the image's own. */
export async function openBundleStore(
  options: BundleStoreOptions,
): Promise<Result<{ readonly store: BundleStore; readonly problem: CodedError | null }>> {
  const image = await openBundle(options.imageFolder, options.trusted);
  const record = await readRecord(options.folder);
  if (!record.ok || record.value === null) {
    if (!image.ok) return image;
    const start = { v: 1, current: image.value.version, before: null, floor: image.value.version } as const;
    return ok({ store: new Store(options, image.value, start), problem: record.ok ? null : record.error });
  }
  const opened = await openRecorded(options, record.value, image);
  if (!opened.ok) return opened;
  const floor = newest(record.value.floor, opened.value.bundle.version);
  const { bundle, problem } = opened.value;
  return ok({ store: new Store(options, bundle, { ...record.value, current: bundle.version, floor }), problem });
}

/** The recorded one, unless the image has a newer one; damaged, the one before; at last the image's. */
async function openRecorded(
  { folder, trusted }: BundleStoreOptions,
  record: BundleRecord,
  image: Result<Bundle>,
): Promise<Result<{ bundle: Bundle; problem: CodedError | null }>> {
  if (image.ok && !isNewer(record.current, image.value.version)) return ok({ bundle: image.value, problem: null });
  const current = await openBundle(join(folder, record.current), trusted);
  if (current.ok) return ok({ bundle: current.value, problem: null });
  const before = record.before === null ? null : await openBundle(join(folder, record.before), trusted);
  if (before?.ok === true) return ok({ bundle: before.value, problem: current.error });
  return image.ok ? ok({ bundle: image.value, problem: current.error }) : image;
}

class Store implements BundleStore {
  readonly #options: BundleStoreOptions;
  #bundle: Bundle;
  #record: BundleRecord;

  constructor(options: BundleStoreOptions, bundle: Bundle, record: BundleRecord) {
    this.#options = options;
    this.#bundle = bundle;
    this.#record = record;
  }

  inForce(): Bundle {
    return this.#bundle;
  }

  floor(): string {
    return this.#record.floor;
  }

  async take(arrived: string): Promise<Result<TakenBundle>> {
    const { folder, trusted } = this.#options;
    const found = await openBundle(arrived, trusted);
    if (!found.ok) return found;
    const { version: offered, files } = found.value;
    const { floor } = this.#record;
    if (!isNewer(offered, floor)) {
      return err('BND_NOT_NEWER', `The bundle ${offered} is not newer than ${floor}, which the box had already.`);
    }
    const place = join(folder, offered);
    const copied = await copyBundle(arrived, ['manifest.json', ...files], place);
    if (!copied.ok) return copied;
    const bundle = await openBundle(place, trusted);
    if (!bundle.ok) return bundle;
    return ok({ bundle: bundle.value, keep: () => this.#keep(bundle.value) });
  }

  async before(): Promise<Result<TakenBundle>> {
    const { folder, imageFolder, trusted } = this.#options;
    const { before, current, floor } = this.#record;
    const kept = before === null ? null : await openBundle(join(folder, before), trusted);
    const bundle = kept?.ok === true ? kept : await openBundle(imageFolder, trusted);
    if (!bundle.ok) return bundle;
    const { version: back } = bundle.value;
    if (!isNewer(current, back)) return err('BND_NOTHING_BEFORE', 'The box has no bundle of before to go back to.');
    const record: BundleRecord = { v: 1, current: back, before: null, floor };
    return ok({ bundle: bundle.value, keep: () => this.#write(bundle.value, record, [back]) });
  }

  folders(): readonly string[] {
    const { folder, imageFolder } = this.#options;
    const { current, before } = this.#record;
    return [join(folder, current), ...(before === null ? [] : [join(folder, before)]), imageFolder];
  }

  #keep(bundle: Bundle): Promise<Result<void>> {
    const { current } = this.#record;
    const record: BundleRecord = { v: 1, current: bundle.version, before: current, floor: bundle.version };
    return this.#write(bundle, record, [bundle.version, current]);
  }

  async #write(bundle: Bundle, record: BundleRecord, keep: readonly string[]): Promise<Result<void>> {
    const { folder } = this.#options;
    const written = await writeFileDurably(join(folder, 'in-force.json'), JSON.stringify(record));
    if (!written.ok) {
      return err('BND_STORE_FAILED', 'The new bundle cannot be recorded; the former one stays.', {
        cause: written.error.message,
      });
    }
    this.#bundle = bundle;
    this.#record = record;
    await this.#prune(keep);
    return ok(undefined);
  }

  /** Two bundles and the image's have room; what cannot be removed shows when the next one is copied. */
  async #prune(keep: readonly string[]): Promise<void> {
    const { folder } = this.#options;
    const names = await readdir(folder).catch(() => []);
    const old = names.filter((name) => /^\d{8}\.\d{1,6}(?:\.new)?$/.test(name) && !keep.includes(name));
    await Promise.allSettled(old.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  }
}

/** `names` are those of a verified manifest: no path leads out of the folder. */
async function copyBundle(from: string, names: readonly string[], to: string): Promise<Result<void>> {
  const fresh = `${to}.new`;
  try {
    await rm(fresh, { recursive: true, force: true });
    await rm(to, { recursive: true, force: true });
    for (const name of names) {
      await mkdir(dirname(join(fresh, name)), { recursive: true });
      const written = await writeFileDurably(join(fresh, name), await readFile(join(from, name)));
      if (!written.ok)
        return err('BND_STORE_FAILED', 'There is no room for the bundle.', { cause: written.error.message });
    }
    await rename(fresh, to);
    await syncDirectory(dirname(to));
    return ok(undefined);
  } catch (thrown) {
    return err('BND_STORE_FAILED', 'The bundle cannot be copied.', { cause: causeOf(thrown) });
  }
}

async function readRecord(folder: string): Promise<Result<BundleRecord | null>> {
  const content = await readFileBounded(join(folder, 'in-force.json'), MAX_RECORD_BYTES);
  if (!content.ok && content.error.code === 'PLT_FILE_MISSING') return ok(null);
  try {
    if (content.ok) return ok(recordSchema.parse(JSON.parse(content.value.toString('utf8'))));
  } catch (thrown) {
    return err('BND_RECORD_LOST', "The record of the bundle is damaged; the image's is in force.", {
      cause: causeOf(thrown),
    });
  }
  return err('BND_RECORD_LOST', "The record of the bundle cannot be read; the image's is in force.", {
    cause: content.error.code,
  });
}

/** YYYYMMDD.N, compared as numbers: .10 is newer than .9. */
export function isNewer(one: string, other: string): boolean {
  const [day = 0, number = 0] = one.split('.').map(Number);
  const [otherDay = 0, otherNumber = 0] = other.split('.').map(Number);
  return day !== otherDay ? day > otherDay : number > otherNumber;
}

function newest(one: string, other: string): string {
  return isNewer(one, other) ? one : other;
}
