import type { IncidentRow } from '@omamori/contract/console-api';
import type { RequestError } from '@omamori/ui';
import { type Change, sendChange } from './change.ts';

/** Requests of one bulk act under way at once. */
const AT_ONCE = 4;

/** One press of a person: these rows, as they were, are to change so. */
export interface Act {
  readonly id: number;
  readonly rows: readonly IncidentRow[];
  readonly change: Change;
  /** When it was pressed. */
  readonly at: string;
  readonly reason: string;
}

export interface ActResult {
  done: IncidentRow[];
  failed: { row: IncidentRow; error: RequestError }[];
}

/** Sends each change to the center, a few at a time; every row ends in `done` or in `failed`. */
export async function runAct(act: Act, onEach: (finished: number) => void): Promise<ActResult> {
  const result: ActResult = { done: [], failed: [] };
  const waiting = [...act.rows];
  const work = async () => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      const answer = await sendChange(row.id, act.change, act.reason);
      if (answer.ok) result.done.push(answer.value);
      else result.failed.push({ row, error: answer.error });
      onEach(result.done.length + result.failed.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return result;
}

/** The page is being left: what still waited for an undo goes out now. */
export function sendAndLeave(act: Act): void {
  for (const row of act.rows) void sendChange(row.id, act.change, act.reason, true);
}
