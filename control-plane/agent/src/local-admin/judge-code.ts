import { ok, type Result } from '@omamori/contract/result';
import type { CodeCheck } from './sticker-code.ts';
import type { VisitBook } from './visit-book.ts';

/** After the power came back somebody stands at the box: for this long the sticker's code opens it again. */
export const RECOVERY_MS = 10 * 60_000;

export type CodeVerdict =
  | { readonly kind: 'opened'; readonly lengthMs: number | null }
  | { readonly kind: 'wrong' }
  /** Right, but only for the first time and after switching off and on. */
  | { readonly kind: 'sticker-spent' };

export interface CodeDoors {
  readonly isSticker: CodeCheck;
  /** Null on a box without a visit secret: then the sticker's code always opens. It comes with the claim. */
  visits: VisitBook | null;
  readonly claimed: () => boolean;
  /** Milliseconds since the box was switched on. */
  readonly upMs: () => number;
}

/**
 * Which door a code opens: the sticker's the first one, and again within ten minutes of switching on, so that no
 * lock-out is for ever; a visit's code at any time while it lives.
 */
export async function judgeCode(code: string, doors: CodeDoors): Promise<Result<CodeVerdict>> {
  const { visits } = doors;
  const visit = visits === null ? ok(null) : await visits.use(code);
  if (!visit.ok) return visit;
  if (visit.value !== null) return ok({ kind: 'opened', lengthMs: visit.value });
  if (!(await doors.isSticker(code))) return ok({ kind: 'wrong' });
  if (visits === null || !doors.claimed() || doors.upMs() < RECOVERY_MS) return ok({ kind: 'opened', lengthMs: null });
  return ok({ kind: 'sticker-spent' });
}
