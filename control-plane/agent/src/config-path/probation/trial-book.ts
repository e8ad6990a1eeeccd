import { ok, type Result } from '@omamori/contract/result';
import type { FileDoor } from '../../platform/durable-file.ts';
import {
  afterRestart,
  clearProbation,
  digestOf,
  objectionOf,
  type ProbationRecord,
  postponed,
  readProbation,
  rejected,
  trialOf,
  writeProbation,
} from './probation-record.ts';

/** pending → trial → confirmed or rejected, each step on the disk before the next. */
export interface TrialBook {
  /** What a restart found: a trial that was cut short, with its version; null when there was none. */
  readonly interrupted: ProbationRecord | null;
  /** What an earlier trial says against the document: CFG_VERSION_OLD, CFG_VERSION_REUSED, the code of its failure. */
  objectionTo(version: number, bytes: Uint8Array): string | null;
  /** Before anything is touched. Error: PLT_WRITE_FAILED. */
  begin(version: number, bytes: Uint8Array): Promise<Result<void>>;
  /** The one act that makes the new document the one in force. Error: PLT_WRITE_FAILED, the former stays. */
  confirm(bytes: Uint8Array): Promise<Result<void>>;
  /** Probation failed: never again the same document. */
  reject(code: string): Promise<Result<void>>;
  /** The center fell silent: true when the document may be tried once more, false when that was the second time. */
  postpone(code: string): Promise<boolean>;
  /** A step failed before the probation: the document may come again. */
  abandon(): Promise<Result<void>>;
}

/** `applied`: bytes of the document in force, null for the base; `writeApplied` replaces it on the disk.
 * Errors: CFG_PROBATION_DAMAGED, PLT_WRITE_FAILED. */
export async function openTrialBook(
  folder: string,
  applied: Uint8Array | null,
  writeApplied: (bytes: Uint8Array) => Promise<Result<void>>,
  door?: FileDoor,
): Promise<{ readonly book: TrialBook; readonly problem: Result<void> }> {
  const read = await readProbation(folder, door);
  const found = read.ok ? read.value : null;
  let record = afterRestart(found, applied === null ? null : digestOf(applied));
  const interrupted = found?.state === 'trial' && record !== null ? record : null;
  const write = (next: ProbationRecord | null) =>
    next === null ? clearProbation(folder, door) : writeProbation(folder, next, door);
  const settled = record === found ? ok(undefined) : await write(record);
  const set = async (next: ProbationRecord | null): Promise<Result<void>> => {
    const written = await write(next);
    if (written.ok) record = next;
    return written;
  };
  let former: ProbationRecord | null = null;
  const book: TrialBook = {
    interrupted,
    objectionTo: (version, bytes) => objectionOf(record, version, digestOf(bytes)),
    begin: (version, bytes) => {
      former = record;
      return set(trialOf(version, digestOf(bytes), record));
    },
    async confirm(bytes) {
      const written = await writeApplied(bytes);
      if (!written.ok) return written;
      await set(null); // lost, it is tidied at the next start: the digest says that the document is confirmed
      return written;
    },
    reject: async (code) => (record === null ? ok(undefined) : await set(rejected(record, code))),
    async postpone(code) {
      // Not written, the record still says `trial`, which the next start counts in the same way.
      if (record !== null) await set(postponed(record, code));
      return record?.state !== 'rejected';
    },
    abandon: () => set(former),
  };
  return { book, problem: read.ok ? settled : read };
}
