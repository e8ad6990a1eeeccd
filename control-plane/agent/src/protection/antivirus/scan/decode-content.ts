import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';

type Decoder = (content: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;
/** Names of the HTTP Content Coding Registry. */
const DECODERS: Readonly<Record<string, readonly Decoder[]>> = {
  gzip: [promisify(gunzip) as Decoder],
  'x-gzip': [promisify(gunzip) as Decoder],
  // In the wild both forms travel under this name (RFC 9110 §8.4.1.2).
  deflate: [promisify(inflate) as Decoder, promisify(inflateRaw) as Decoder],
  br: [promisify(brotliDecompress) as Decoder],
  zstd: [promisify(zstdDecompress) as Decoder],
};

/** The file as its receiver will have it. A list of codings is undone from the last. Error: AVS_NOT_DECODED. */
export async function decodeContent(
  content: Buffer,
  encoding: string | null,
  mostBytes: number,
): Promise<Result<Buffer>> {
  const codings = (encoding ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  let decoded = content;
  for (const coding of codings.reverse()) {
    const decoders = DECODERS[coding];
    if (decoders === undefined)
      return err('AVS_NOT_DECODED', 'The file is in an unknown encoding.', { coding: coding.slice(0, 40) });
    const undone = await tryDecoders(decoders, decoded, mostBytes);
    if (!undone.ok) return undone;
    decoded = undone.value;
  }
  return ok(decoded);
}

async function tryDecoders(decoders: readonly Decoder[], content: Buffer, mostBytes: number): Promise<Result<Buffer>> {
  let last: unknown = null;
  for (const decode of decoders) {
    try {
      return ok(await decode(content, { maxOutputLength: mostBytes }));
    } catch (thrown) {
      last = thrown; // the next form may fit; the last failure is told
    }
  }
  return err('AVS_NOT_DECODED', 'The file cannot be decoded.', { cause: causeOf(last) });
}
