// Files that the scanner alone knew on this box: stopped by their SHA-256 from the second time on, without a scanner and
// over a restart. Bounded by number and age.
import { readFile } from 'node:fs/promises';
import { type CodedError, causeOf, err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { type FileDoor, realFiles, writeFileDurably } from '../../platform/durable-file.ts';

const MOST_FILES = 5000;
const KEPT_MS = 90 * 86_400_000;
/** Many in a row are one write: an SD card wears out. */
const WRITE_AFTER_MS = 2000;

const storedSchema = z.strictObject({
  v: z.literal(1),
  files: z
    .array(z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), name: z.string().max(200), at: z.number() }))
    .max(MOST_FILES),
});
type LearnedFile = z.infer<typeof storedSchema>['files'][number];

export interface LearnedFiles {
  learn(file: { readonly sha256: string; readonly name: string }): void;
  /** By the scanner's name: hashes. */
  lists(): ReadonlyMap<string, readonly string[]>;
  /** Writes what is not on the disk yet. */
  close(): Promise<Result<void>>;
}
export interface LearnedDeps {
  readonly path: string;
  readonly nowMs: () => number;
  readonly onProblem: (error: CodedError) => void;
  readonly door?: FileDoor;
}

/** A file that cannot be read is told and begun anew: what was learned comes again with the next attempt. */
export async function openLearnedFiles(deps: LearnedDeps): Promise<LearnedFiles> {
  const { path, nowMs, onProblem, door = realFiles } = deps;
  const files = new Map<string, LearnedFile>();
  const stored = await readStored(path);
  if (stored.ok) for (const file of stored.value) if (file.at > nowMs() - KEPT_MS) files.set(file.sha256, file);
  if (!stored.ok) onProblem(stored.error);
  let timer: NodeJS.Timeout | null = null;
  const write = async (): Promise<Result<void>> => {
    timer = null;
    return await writeFileDurably(path, JSON.stringify({ v: 1, files: [...files.values()] }), 0o600, door);
  };
  return {
    learn: ({ sha256, name }) => {
      files.delete(sha256); // newest last
      files.set(sha256, { sha256, name: name.slice(0, 200), at: nowMs() });
      if (files.size > MOST_FILES) files.delete(files.keys().next().value ?? '');
      timer ??= setTimeout(() => {
        void write().then((written) => void (written.ok || onProblem(written.error)));
      }, WRITE_AFTER_MS).unref();
    },
    lists: () => {
      const lists = new Map<string, string[]>();
      for (const { name, sha256 } of files.values()) lists.set(name, [...(lists.get(name) ?? []), sha256]);
      return lists;
    },
    close: async () => {
      if (timer === null) return ok(undefined);
      clearTimeout(timer);
      return await write();
    },
  };
}

async function readStored(path: string): Promise<Result<readonly LearnedFile[]>> {
  const text = await readFile(path, 'utf8').catch((thrown: NodeJS.ErrnoException) =>
    thrown.code === 'ENOENT' ? null : thrown,
  );
  if (text === null) return ok([]);
  if (typeof text !== 'string')
    return err('AVS_LEARNED_BAD', 'The list of learned files cannot be read.', { cause: causeOf(text) });
  try {
    const read = storedSchema.safeParse(JSON.parse(text));
    if (read.success) return ok(read.data.files);
    return err('AVS_LEARNED_BAD', 'The list of learned files is damaged.', { cause: read.error.message.slice(0, 200) });
  } catch (thrown) {
    return err('AVS_LEARNED_BAD', 'The list of learned files is damaged.', { cause: causeOf(thrown) });
  }
}
