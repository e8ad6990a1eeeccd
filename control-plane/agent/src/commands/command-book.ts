import { err, ok, type Result } from '@omamori/contract/result';
import { z } from 'zod';
import { type FileDoor, readFileBounded, writeFileDurably } from '../platform/durable-file.ts';

/** A box gets a handful of commands an hour; a flood of authentic ones is a fault of the center. */
const MOST_COMMANDS = 256;
/** Kept beyond their end: a clock that was put back must not bring an old command to life. */
const KEPT_MS = 24 * 60 * 60_000;
const MAX_BYTES = 64 * 1024;

const bookSchema = z.array(z.strictObject({ id: z.uuid(), expiresAt: z.iso.datetime({ precision: 3 }) })).max(1000);
type Entry = z.infer<typeof bookSchema>[number];

export interface CommandBook {
  /**
   * Remembers on the disk that this command is begun; only then it may run. Never twice, whatever is interrupted.
   * Errors: CMD_REPEATED, CMD_TOO_MANY, CMD_BOOK_FAILED.
   */
  begin(command: Entry, nowMs: number): Promise<Result<void>>;
}

/** A damaged book begins anew: only commands that have not ended yet could run a second time. */
export async function openCommandBook(path: string, door?: FileDoor): Promise<CommandBook> {
  let entries = await readBook(path, door);
  return {
    begin: async ({ id, expiresAt }, nowMs) => {
      if (entries.some((entry) => entry.id === id)) return err('CMD_REPEATED', 'This command has been run already.');
      const standing = entries.filter((entry) => Date.parse(entry.expiresAt) + KEPT_MS > nowMs);
      if (standing.length >= MOST_COMMANDS) return err('CMD_TOO_MANY', 'Too many commands came within a day.');
      const next = [...standing, { id, expiresAt }];
      entries = next; // before the write: a second delivery meanwhile is a repetition
      const written = await writeFileDurably(path, JSON.stringify(next), undefined, door);
      if (written.ok) return ok(undefined);
      return err('CMD_BOOK_FAILED', 'The command cannot be remembered; it is not run.', {
        cause: written.error.message,
      });
    },
  };
}

async function readBook(path: string, door?: FileDoor): Promise<Entry[]> {
  const content = await readFileBounded(path, MAX_BYTES, door);
  if (!content.ok) return [];
  try {
    const parsed = bookSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
