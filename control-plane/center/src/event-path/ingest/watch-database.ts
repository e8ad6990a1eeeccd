import { sql } from 'kysely';
import type { Database } from '../../store/database.ts';

/** Told of each commit that failed; tells once when the database was away and answers again. */
export interface DatabaseWatch {
  failed(): void;
  close(): void;
}

const LOOK_EVERY_MS = 500;

/**
 * A database that answers right after a failed commit was not away: the batch itself is at fault, and inviting the boxes
 * would only bring it again at once.
 */
export function watchDatabase(db: Database, onBack: () => void): DatabaseWatch {
  let timer: NodeJS.Timeout | undefined;
  let watching = false;
  let closed = false;
  const look = async (wasAway: boolean): Promise<void> => {
    const isThere = await answers(db);
    if (closed) return;
    if (!isThere) {
      timer = setTimeout(() => void look(true), LOOK_EVERY_MS);
      timer.unref();
      return;
    }
    watching = false;
    if (wasAway) onBack();
  };
  return {
    failed: () => {
      if (watching || closed) return;
      watching = true;
      void look(false);
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}

function answers(db: Database): Promise<boolean> {
  return sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
}
