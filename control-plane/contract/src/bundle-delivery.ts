// How a bundle comes from the center to a box (ADR 0025): an order says which, the box asks for its files piece by piece.
//   center → box `bundle`, retained: signed order        box → center `fetch`: one piece of one file, named by its SHA-256
//   center → box `piece`: that piece, or that there is none
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { causeOf, err, ok, type Result } from './result.ts';

/** Files are cut into pieces of this size; a box that was interrupted goes on behind the last whole one. */
export const PIECE_BYTES = 256 * 1024;
/** No file of a bundle is larger, nor is a bundle. */
export const MAX_BUNDLE_FILE_BYTES = 64 * 1024 * 1024;
export const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const bundleVersionSchema = z.string().regex(/^\d{8}\.\d{1,6}$/);

const wantedSchema = z.strictObject({
  version: bundleVersionSchema,
  /** The signed manifest as a file. */
  manifest: z.strictObject({
    sha256,
    bytes: z
      .number()
      .int()
      .min(1)
      .max(4 * 1024 * 1024),
  }),
});
export type WantedBundle = z.infer<typeof wantedSchema>;

/**
 * Payload of a signed `bundle-order`. It may be played again and changes nothing then: versions only grow on a box, and
 * what was withdrawn never comes back under its version.
 */
export const bundleOrderSchema = z.strictObject({
  v: z.literal(1),
  appliance: z.string(),
  issuedAt: z.iso.datetime({ precision: 3 }),
  /** The bundle the box shall run on; null: what it has. `attempt` grows when a failed one shall be tried again. */
  wanted: wantedSchema.extend({ attempt: z.number().int().min(1).max(1000) }).nullable(),
  /** A box that runs on one of these goes back to the one before. */
  withdrawn: z.array(bundleVersionSchema).max(32),
  /** Fetch, change nothing, say what its lists would have stopped; answered once on `result` under this id. */
  dryRun: wantedSchema.extend({ id: z.uuid() }).nullable(),
});
export type BundleOrder = z.infer<typeof bundleOrderSchema>;

export const pieceRequestSchema = z.strictObject({
  v: z.literal(1),
  sha256,
  /** From 0. */
  number: z
    .number()
    .int()
    .min(0)
    .max(MAX_BUNDLE_FILE_BYTES / PIECE_BYTES),
});
export type PieceRequest = z.infer<typeof pieceRequestSchema>;

const pieceHeadSchema = z.strictObject({ v: z.literal(1), sha256, number: z.number().int().min(0), has: z.boolean() });

export interface Piece {
  readonly sha256: string;
  readonly number: number;
  /** zstd; null: the center does not have it. */
  readonly packed: Uint8Array | null;
}

const MAX_HEAD_BYTES = 512;

/** Two bytes length of the head (big-endian), the head as JSON, the piece packed by {@link packContent}. */
export function packPiece({ sha256: of, number, packed }: Piece): Buffer {
  const head = Buffer.from(JSON.stringify({ v: 1, sha256: of, number, has: packed !== null }));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(head.length);
  return Buffer.concat([length, head, packed ?? new Uint8Array()]);
}

/** Error: DOC_PIECE_INVALID. The content is still packed. */
export function unpackPiece(message: Uint8Array): Result<Piece> {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const length = bytes.length < 2 ? 0 : bytes.readUInt16BE();
  if (length === 0 || length > MAX_HEAD_BYTES || bytes.length < 2 + length) return invalid('no head');
  try {
    const head = pieceHeadSchema.safeParse(JSON.parse(bytes.subarray(2, 2 + length).toString('utf8')));
    if (!head.success) return invalid('the head has another form');
    const { sha256: of, number, has } = head.data;
    return ok({ sha256: of, number, packed: has ? bytes.subarray(2 + length) : null });
  } catch (thrown) {
    return invalid(causeOf(thrown));
  }
}

export function packContent(piece: Uint8Array): Buffer {
  return zstdCompressSync(piece);
}

/** Error: DOC_PIECE_INVALID, also for more than {@link PIECE_BYTES}. */
export function unpackContent(packed: Uint8Array): Result<Buffer> {
  try {
    return ok(zstdDecompressSync(packed, { maxOutputLength: PIECE_BYTES }));
  } catch (thrown) {
    return invalid(causeOf(thrown));
  }
}

function invalid(cause: string): Result<never> {
  return err('DOC_PIECE_INVALID', 'A piece of a bundle does not have the agreed form.', { cause });
}
