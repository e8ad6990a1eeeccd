// Packs an image into a signed update of the box's Linux:
//   pack-system.ts --image FILE --board NAME --version V --sequence N --key FILE --out FILE
// Kernel and initrd lie beside the image under its name. The last line on stdout is one JSON object.
import { createHash } from 'node:crypto';
import { type FileHandle, mkdtemp, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { err, ok, type Result } from '@omamori/contract/result';
import { keyIdOf, type SigningKey, signDocument } from '@omamori/contract/signed-document';
import { SYSTEM_CHUNK_BYTES, type SystemPart, systemManifestSchema } from '@omamori/contract/system-update';

const MAGIC = Buffer.from('OMSYS1\n\0', 'latin1');

export interface SystemSource {
  readonly root: string;
  readonly kernel: string;
  readonly initrd: string;
  readonly board: string;
  readonly version: string;
  readonly sequence: number;
}

/** Error: UPD_PACK_INVALID, DOC_* of the signature. What the disk refuses is thrown: nobody waits for it. */
export async function packSystem(source: SystemSource, key: SigningKey, target: string): Promise<Result<number>> {
  const folder = await mkdtemp(join(dirname(target), '.pack-'));
  try {
    const body = await open(join(folder, 'body'), 'w+');
    const at = { bytes: 0 };
    const root = await packPart(source.root, body, at);
    const kernel = await packPart(source.kernel, body, at);
    const initrd = await packPart(source.initrd, body, at);
    const { board, version, sequence } = source;
    const payload = { product: 'omamori', board, arch: 'arm64', version, sequence, root, kernel, initrd };
    const manifest = systemManifestSchema.safeParse(payload);
    if (!manifest.success) return err('UPD_PACK_INVALID', 'Board, version or sequence is not of the agreed form.');
    const signed = signDocument('system-manifest', manifest.data, key);
    if (!signed.ok) return signed;
    const head = Buffer.from(JSON.stringify(signed.value));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(head.length);
    const whole = await open(join(folder, 'whole'), 'w', 0o644);
    await whole.write(Buffer.concat([MAGIC, length, head]));
    for await (const piece of body.createReadStream({ start: 0, autoClose: true })) await whole.write(piece as Buffer);
    await whole.sync();
    await whole.close();
    await rename(join(folder, 'whole'), target);
    return ok(MAGIC.length + 4 + head.length + at.bytes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function packPart(path: string, body: FileHandle, at: { bytes: number }): Promise<SystemPart> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const chunks: SystemPart['chunks'] = [];
    const buffer = Buffer.alloc(SYSTEM_CHUNK_BYTES);
    for (let from = 0; from < size; from += SYSTEM_CHUNK_BYTES) {
      const { bytesRead } = await file.read(buffer, 0, SYSTEM_CHUNK_BYTES, from);
      const bytes = buffer.subarray(0, bytesRead);
      const packed = zstdCompressSync(bytes);
      await body.write(packed);
      chunks.push({ sha256: createHash('sha256').update(bytes).digest('hex'), at: at.bytes, packed: packed.length });
      at.bytes += packed.length;
    }
    return { bytes: size, chunks };
  } finally {
    await file.close();
  }
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { image: text, board: text, version: text, sequence: text, key: text, out: text },
  });
  const { image, board = '', version = '', sequence, key, out } = values;
  if (image === undefined || key === undefined || out === undefined) {
    process.stderr.write('UPD_USAGE: --image, --board, --version, --sequence, --key and --out are needed\n');
    process.exit(2);
  }
  const privateKeyPem = await readFile(key, 'utf8');
  const source = { root: image, kernel: `${image}.vmlinuz`, initrd: `${image}.initrd`, board, version };
  const signing = { keyId: keyIdOf(privateKeyPem), privateKeyPem };
  const packed = await packSystem({ ...source, sequence: Number(sequence) }, signing, out);
  if (!packed.ok) {
    process.stderr.write(`${packed.error.code}: ${packed.error.message}\n`);
    process.exit(2);
  }
  process.stdout.write(`${JSON.stringify({ ok: true, file: out, bytes: packed.value })}\n`);
}

if (import.meta.main) await main();
