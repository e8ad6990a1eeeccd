import { join } from 'node:path';
import type { DesiredState } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { MAX_DOCUMENT_BYTES } from '@omamori/contract/signed-document';
import { type FileDoor, readFileBounded, writeFileDurably } from '../../platform/durable-file.ts';
import type { Authenticate } from './document-inbox.ts';

export interface AppliedDocument {
  readonly desired: DesiredState;
  readonly bytes: Buffer;
}

/**
 * The last document that was applied whole and came through its probation, as it was signed. Replacing it is the one act that
 * confirms: what was interrupted before is not applied. Read again it is checked again (not its expiry: that refuses documents, not the state in force).
 */
export async function readApplied(
  folder: string,
  authenticate: Authenticate,
  door?: FileDoor,
): Promise<Result<AppliedDocument | null>> {
  const content = await readFileBounded(fileIn(folder), MAX_DOCUMENT_BYTES, door);
  if (!content.ok) {
    if (content.error.code === 'PLT_FILE_MISSING') return ok(null);
    return err('CFG_APPLIED_DAMAGED', 'The applied state cannot be read.', { cause: content.error.code });
  }
  const desired = authenticate(content.value);
  if (desired.ok) return ok({ desired: desired.value, bytes: content.value });
  return err('CFG_APPLIED_DAMAGED', 'The applied state on disk is not authentic; the box falls back to its base.', {
    cause: desired.error.code,
  });
}

/** Error: PLT_WRITE_FAILED. */
export async function writeApplied(folder: string, bytes: Uint8Array, door?: FileDoor): Promise<Result<void>> {
  return await writeFileDurably(fileIn(folder), bytes, undefined, door);
}

function fileIn(folder: string): string {
  return join(folder, 'applied.json');
}
