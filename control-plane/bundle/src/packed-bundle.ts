// A bundle as one file, to be carried: eight bytes of name, length of the manifest (32 bit, big-endian), the signed
// manifest, then its files in the order of their names, each as long as the manifest says.
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MAX_BUNDLE_BYTES, MAX_BUNDLE_FILE_BYTES } from '@omamori/contract/bundle-delivery';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';
import { type BundleManifest, bundleManifestSchema } from './manifest.ts';

const NAME = Buffer.from('OMBUNDL1');
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
export const MANIFEST_FILE = 'manifest.json';

/** Writes `path` whole or not at all. Error: BND_PACK_FAILED. */
export async function packBundle(folder: string, path: string): Promise<Result<void>> {
  const fresh = `${path}.new`;
  try {
    const text = await readFile(join(folder, MANIFEST_FILE));
    const manifest = bundleManifestSchema.parse((JSON.parse(text.toString('utf8')) as { payload: unknown }).payload);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(fresh, 'w');
    try {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(text.length);
      await file.appendFile(Buffer.concat([NAME, length, text]));
      for (const name of namesOf(manifest)) await file.appendFile(await readFile(join(folder, name)));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    return ok(undefined);
  } catch (thrown) {
    await rm(fresh, { force: true });
    return err('BND_PACK_FAILED', `The bundle cannot be packed into ${path}.`, { cause: causeOf(thrown) });
  }
}

export function unpackFile(path: string, folder: string, trusted: TrustedKeys): Promise<Result<BundleManifest>> {
  return unpackBundle(createReadStream(path), folder, trusted);
}

/**
 * Unpacks into `folder`, manifest last. Nothing but a signed manifest decides what is written, and how much. The files'
 * checksums are openBundle's business. Errors: BND_PACKED_BAD, BND_UNPACK_FAILED, the DOC_* of the signature.
 */
export async function unpackBundle(
  source: AsyncIterable<Uint8Array>,
  folder: string,
  trusted: TrustedKeys,
): Promise<Result<BundleManifest>> {
  const reader = new Reader(source);
  try {
    const head = await reader.take(NAME.length + 4);
    if (head === null || !head.subarray(0, NAME.length).equals(NAME)) return bad('it is no packed bundle');
    const length = head.readUInt32BE(NAME.length);
    if (length > MAX_MANIFEST_BYTES) return bad('its manifest is too long');
    const text = await reader.take(length);
    if (text === null) return bad('it ends in its manifest');
    const manifest = readManifest(text, trusted);
    if (!manifest.ok) return manifest;
    for (const name of namesOf(manifest.value)) {
      const bytes = manifest.value.files[name]?.bytes ?? 0;
      await mkdir(dirname(join(folder, name)), { recursive: true });
      if (!(await copyOut(reader, bytes, join(folder, name)))) return bad(`it ends in ${name}`);
    }
    if ((await reader.take(1)) !== null) return bad('something follows its last file');
    const file = await open(join(folder, MANIFEST_FILE), 'w');
    await file.writeFile(text).finally(() => file.close());
    return manifest;
  } catch (thrown) {
    return err('BND_UNPACK_FAILED', 'The packed bundle cannot be stored.', { cause: causeOf(thrown) });
  }
}

function bad(cause: string): Result<never> {
  return err('BND_PACKED_BAD', `This is not a whole packed bundle: ${cause}.`);
}

function readManifest(text: Buffer, trusted: TrustedKeys): Result<BundleManifest> {
  let document: unknown;
  try {
    document = JSON.parse(text.toString('utf8'));
  } catch (thrown) {
    return bad(causeOf(thrown));
  }
  const signed = verifyDocument(document, 'bundle-manifest', trusted);
  if (!signed.ok) return signed;
  const manifest = bundleManifestSchema.safeParse(signed.value.payload);
  if (!manifest.success) return bad('its manifest has another form');
  const sizes = Object.values(manifest.data.files).map(({ bytes }) => bytes);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  if (total > MAX_BUNDLE_BYTES || sizes.some((bytes) => bytes > MAX_BUNDLE_FILE_BYTES)) return bad('it is too large');
  return ok(manifest.data);
}

function namesOf({ files }: BundleManifest): string[] {
  return Object.keys(files).sort();
}

async function copyOut(reader: Reader, bytes: number, path: string): Promise<boolean> {
  const file = await open(path, 'w');
  try {
    for (let left = bytes; left > 0; ) {
      const part = await reader.some(left);
      if (part === null) return false;
      await file.writeFile(part);
      left -= part.length;
    }
    return true;
  } finally {
    await file.close();
  }
}

/** Bytes of a stream by count; holds one chunk of it. */
class Reader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** At least one byte and at most so many; null at the end. */
  async some(most: number): Promise<Buffer | null> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return null;
      this.#rest = Buffer.from(next.value);
    }
    const part = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  /** Exactly so many; null when there are fewer. */
  async take(count: number): Promise<Buffer | null> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0; ) {
      const part = await this.some(left);
      if (part === null) return null;
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }
}
