import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { findVisitCode, VISIT_WINDOW_MS, visitEndOf, visitOrder, visitWindowAt } from '@omamori/contract/visit-code';
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import { readFileBounded, writeFileDurably } from '../platform/durable-file.ts';

/** Codes of visits: each opens one session; using one spends it and every code that was given out before it. */
export interface VisitBook {
  /** Milliseconds the visit may last; null when this is no code of a visit. Error: ADM_SESSION_FAILED. */
  use(typed: string): Promise<Result<number | null>>;
}

export interface VisitBookDeps {
  readonly path: string;
  readonly appliance: string;
  /** 32 bytes in base64. */
  readonly secret: string;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly clockSynced: () => boolean;
}

/**
 * A box without a clock battery starts with the last time it knew, which is early, never late. Until a time service
 * has set it, codes of the next fourteen days are taken too; the count of spent codes keeps old ones out.
 */
const WINDOWS_AHEAD_UNSYNCED = (14 * 24 * 3_600_000) / VISIT_WINDOW_MS;
const LONGEST_VISIT_MS = 2 * VISIT_WINDOW_MS;
const fileSchema = z.strictObject({ v: z.literal(1), spentThrough: z.number().int().min(-1) });

/** A damaged file: spent codes of the two windows that are still open might be taken again; `problem` is for the log. */
export async function openVisitBook(deps: VisitBookDeps): Promise<{ book: VisitBook; problem: Result<void> }> {
  const read = await readSpent(deps.path);
  let spentThrough = read.ok ? read.value : -1;
  const use: VisitBook['use'] = async (typed) => {
    const now = deps.clock.nowMs();
    const synced = deps.clockSynced();
    const window = visitWindowAt(now);
    const first = Math.max(spentThrough + 1, visitOrder(window - 1, 0));
    const last = visitOrder(window + (synced ? 2 : WINDOWS_AHEAD_UNSYNCED), 0) - 1;
    const order = findVisitCode(deps.secret, deps.appliance, typed, { first, last });
    if (order === null) return ok(null);
    const written = await writeFileDurably(deps.path, JSON.stringify({ v: 1, spentThrough: order }), 0o600);
    if (!written.ok) return err('ADM_SESSION_FAILED', 'The visit cannot be noted on the disk of the box.');
    spentThrough = order;
    return ok(synced ? Math.min(LONGEST_VISIT_MS, visitEndOf(order) - now) : LONGEST_VISIT_MS);
  };
  return { book: { use }, problem: read.ok ? ok(undefined) : read };
}

async function readSpent(path: string): Promise<Result<number>> {
  const content = await readFileBounded(path, 1024);
  if (!content.ok) return content.error.code === 'PLT_FILE_MISSING' ? ok(-1) : content;
  try {
    const parsed = fileSchema.safeParse(JSON.parse(content.value.toString('utf8')));
    if (parsed.success) return ok(parsed.data.spentThrough);
    return err('ADM_VISITS_DAMAGED', 'The count of spent visit codes is damaged.');
  } catch (thrown) {
    return err('ADM_VISITS_DAMAGED', 'The count of spent visit codes is damaged.', { cause: causeOf(thrown) });
  }
}
