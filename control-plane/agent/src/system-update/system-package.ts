import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { zstdDecompressSync } from 'node:zlib';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';
import {
  SYSTEM_CHUNK_BYTES,
  type SystemManifest,
  type SystemPart,
  systemManifestSchema,
} from '@omamori/contract/system-update';

/** A package: these 8 bytes, the manifest's length (32 bit, big endian), the signed manifest, the packed chunks. */
export const PACKAGE_MAGIC = Buffer.from('OMSYS1\n\0', 'latin1');
const HEAD = PACKAGE_MAGIC.length + 4;
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

export interface SystemPackage {
  readonly manifest: SystemManifest;
  /** Unpacked and checked. Errors: UPD_PACKAGE_DAMAGED, UPD_PACKAGE_UNREADABLE. */
  chunk(part: SystemPart, index: number): Promise<Result<Buffer>>;
  close(): Promise<void>;
}

/** Signature first, then form. Errors: UPD_PACKAGE_UNREADABLE, UPD_PACKAGE_DAMAGED and DOC_* of the signature. */
export async function openPackage(path: string, trusted: TrustedKeys): Promise<Result<SystemPackage>> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (thrown) {
    return err('UPD_PACKAGE_UNREADABLE', `${path} cannot be read.`, { cause: causeOf(thrown) });
  }
  const opened = await readManifest(file, trusted);
  if (!opened.ok) {
    await file.close();
    return opened;
  }
  const { manifest, dataAt } = opened.value;
  return ok({ manifest, chunk: (part, index) => readChunk(file, dataAt, part, index), close: () => file.close() });
}

async function readManifest(file: FileHandle, trusted: TrustedKeys) {
  const head = await readAt(file, 0, HEAD);
  if (!head.ok) return head;
  const length = head.value.readUInt32BE(PACKAGE_MAGIC.length);
  if (!head.value.subarray(0, PACKAGE_MAGIC.length).equals(PACKAGE_MAGIC) || length > MAX_MANIFEST_BYTES)
    return err('UPD_PACKAGE_DAMAGED', 'The file is not an update of the system.');
  const bytes = await readAt(file, HEAD, length);
  if (!bytes.ok) return bytes;
  let document: unknown;
  try {
    document = JSON.parse(bytes.value.toString('utf8'));
  } catch (thrown) {
    return err('UPD_PACKAGE_DAMAGED', 'The manifest of the update is not JSON.', { cause: causeOf(thrown) });
  }
  const signed = verifyDocument(document, 'system-manifest', trusted);
  if (!signed.ok) return signed;
  const manifest = systemManifestSchema.safeParse(signed.value.payload);
  if (!manifest.success) return err('UPD_PACKAGE_DAMAGED', 'The manifest of the update does not have the agreed form.');
  const { root, kernel, initrd } = manifest.data;
  if ([root, kernel, initrd].some(({ bytes: size, chunks }) => chunks.length !== Math.ceil(size / SYSTEM_CHUNK_BYTES)))
    return err('UPD_PACKAGE_DAMAGED', 'The manifest of the update names too many or too few chunks.');
  return ok({ manifest: manifest.data, dataAt: HEAD + length });
}

async function readChunk(file: FileHandle, dataAt: number, part: SystemPart, index: number): Promise<Result<Buffer>> {
  const row = part.chunks[index];
  if (row === undefined) return err('UPD_PACKAGE_DAMAGED', `The update has no chunk ${index}.`);
  const packed = await readAt(file, dataAt + row.at, row.packed);
  if (!packed.ok) return packed;
  try {
    const bytes = zstdDecompressSync(packed.value, { maxOutputLength: SYSTEM_CHUNK_BYTES });
    if (bytes.length === chunkBytes(part, index) && hashOf(bytes) === row.sha256) return ok(bytes);
  } catch (thrown) {
    return err('UPD_PACKAGE_DAMAGED', `Chunk ${index} of the update cannot be unpacked.`, { cause: causeOf(thrown) });
  }
  return err('UPD_PACKAGE_DAMAGED', `Chunk ${index} of the update is not the one its manifest names.`);
}

async function readAt(file: FileHandle, at: number, length: number): Promise<Result<Buffer>> {
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, at);
    if (bytesRead < length) return err('UPD_PACKAGE_DAMAGED', 'The update ends too early.');
    return ok(bytes);
  } catch (thrown) {
    return err('UPD_PACKAGE_UNREADABLE', 'The update cannot be read.', { cause: causeOf(thrown) });
  }
}

export const chunkBytes = ({ bytes }: SystemPart, index: number): number =>
  Math.min(SYSTEM_CHUNK_BYTES, bytes - index * SYSTEM_CHUNK_BYTES);

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
