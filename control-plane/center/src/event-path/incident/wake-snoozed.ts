// What was put off comes back by itself: whoever looks is told when its time is over.
import { causeOf } from '@omamori/contract/result';
import type { Log } from '../../log.ts';
import type { Database } from '../../store/database.ts';

const LOOK_EVERY_MS = 15_000;
const MOST = 500;

export interface SnoozeWatch {
  look(): Promise<void>;
  close(): void;
}

export function watchSnoozed(options: {
  readonly db: Database;
  readonly now: () => number;
  readonly log: Log;
  readonly onAwake: (incident: number) => void;
}): SnoozeWatch {
  let seen = options.now();
  const look = async (): Promise<void> => {
    const now = options.now();
    try {
      const rows = await options.db
        .selectFrom('incident')
        .select('id')
        .where('snoozed_until', '>', new Date(seen))
        .where('snoozed_until', '<=', new Date(now))
        .orderBy('snoozed_until')
        .limit(MOST)
        .execute();
      seen = now;
      for (const { id } of rows) options.onAwake(id);
    } catch (thrown) {
      // The next look covers the same time again.
      options.log.warn({ code: 'CTR_SNOOZE_UNREADABLE', cause: causeOf(thrown) }, 'what was put off is told later');
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return { look, close: () => clearInterval(timer) };
}
