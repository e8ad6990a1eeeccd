import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { type FileDoor, readFileBounded, removeDurably, writeFileDurably } from '../../platform/durable-file.ts';

/**
 * What the disk knows of a document on trial, beside `applied.json` (the confirmed one):
 *   no record   → nothing on trial
 *   trial       → written before anything is touched; found at a start it means: interrupted, the applied one is in force
 *   interrupted → by a power cut or a center that fell silent: may be tried once more; a second time it is given up
 *   rejected    → probation failed: the same document is not tried again, however often the broker brings it
 * Confirmation is one act: `applied.json` becomes the new document. A trial record beside it then says nothing more.
 */
const recordSchema = z.strictObject({
  v: z.literal(1),
  state: z.enum(['trial', 'interrupted', 'rejected']),
  version: z.number().int().min(1),
  digest: z.string().length(64),
  interruptions: z.number().int().min(0).max(10),
  code: z.string().max(60).nullable(),
});
export type ProbationRecord = z.infer<typeof recordSchema>;

const MOST_INTERRUPTIONS = 2;
const MAX_BYTES = 4096;

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A record that cannot be read counts as none: `applied.json` alone decides what is in force. */
export async function readProbation(folder: string, door?: FileDoor): Promise<Result<ProbationRecord | null>> {
  const content = await readFileBounded(fileIn(folder), MAX_BYTES, door);
  if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok(null) : damaged(content.error.code);
  try {
    const parsed = recordSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    return parsed.success ? ok(parsed.data) : damaged('form');
  } catch (thrown) {
    return damaged(causeOf(thrown));
  }
}

function damaged(cause: string): Result<never> {
  return err('CFG_PROBATION_DAMAGED', 'The record of the probation cannot be read; the applied state counts.', {
    cause,
  });
}

/** Error: PLT_WRITE_FAILED. */
export async function writeProbation(folder: string, record: ProbationRecord, door?: FileDoor): Promise<Result<void>> {
  return await writeFileDurably(fileIn(folder), JSON.stringify(record), undefined, door);
}

/** Error: PLT_WRITE_FAILED. */
export async function clearProbation(folder: string, door?: FileDoor): Promise<Result<void>> {
  return await removeDurably(fileIn(folder), door);
}

/** Before the trial of a document. The interruptions of an earlier trial of the same document count on. */
export function trialOf(version: number, digest: string, before: ProbationRecord | null): ProbationRecord {
  const interruptions = before !== null && before.digest === digest ? before.interruptions : 0;
  return { v: 1, state: 'trial', version, digest, interruptions, code: null };
}

/**
 * Pure: what a record found at a start becomes. `appliedDigest` is of the document that is in force. Null: forget it.
 */
export function afterRestart(record: ProbationRecord | null, appliedDigest: string | null): ProbationRecord | null {
  if (record === null || record.digest === appliedDigest) return null; // confirmed, only the tidying was lost
  if (record.state !== 'trial') return record;
  const interruptions = record.interruptions + 1;
  if (interruptions < MOST_INTERRUPTIONS) return { ...record, state: 'interrupted', interruptions };
  return { ...record, state: 'rejected', interruptions, code: 'CFG_PROBATION_INTERRUPTED' };
}

/** Pure: a trial that the center's silence ended, nobody's fault: like an interruption, as often tried again. */
export function postponed(record: ProbationRecord, code: string): ProbationRecord {
  const interruptions = record.interruptions + 1;
  if (interruptions >= MOST_INTERRUPTIONS) return { ...rejected(record, code), interruptions };
  return { ...record, state: 'interrupted', interruptions, code };
}

export function rejected(record: ProbationRecord, code: string): ProbationRecord {
  return { ...record, state: 'rejected', code };
}

/**
 * Pure: what an earlier trial says against a document, as a code, or null. The newest that was ever tried counts: an
 * older one that the broker brings late would otherwise be tried again and again in turn with it (found by the model).
 */
export function objectionOf(record: ProbationRecord | null, version: number, digest: string): string | null {
  if (record === null || version > record.version) return null;
  if (version < record.version) return 'CFG_VERSION_OLD';
  if (record.digest !== digest) return 'CFG_VERSION_REUSED';
  return record.state === 'rejected' ? record.code : null;
}

function fileIn(folder: string): string {
  return join(folder, 'probation.json');
}
