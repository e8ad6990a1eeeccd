import { join } from 'node:path';
import type { DesiredState } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { MAX_DOCUMENT_BYTES } from '@omamori/contract/signed-document';
import { readFileBounded, writeFileDurably } from '../../platform/durable-file.ts';
import type { Authenticate } from './document-inbox.ts';

/**
 * The last document that was applied whole, as it was signed. Written only after success: what was interrupted is
 * not applied. Read again it is checked again (not its expiry: that refuses documents, not the state in force).
 */
export async function readApplied(folder: string, authenticate: Authenticate): Promise<Result<DesiredState | null>> {
  const content = await readFileBounded(fileIn(folder), MAX_DOCUMENT_BYTES);
  if (!content.ok) {
    if (content.error.code === 'PLT_FILE_MISSING') return ok(null);
    return err('CFG_APPLIED_DAMAGED', 'The applied state cannot be read.', { cause: content.error.code });
  }
  const desired = authenticate(content.value);
  if (desired.ok) return desired;
  return err('CFG_APPLIED_DAMAGED', 'The applied state on disk is not authentic; the box falls back to its base.', {
    cause: desired.error.code,
  });
}

/** Error: PLT_WRITE_FAILED. */
export async function writeApplied(folder: string, bytes: Uint8Array): Promise<Result<void>> {
  return await writeFileDurably(fileIn(folder), bytes);
}

function fileIn(folder: string): string {
  return join(folder, 'applied.json');
}
