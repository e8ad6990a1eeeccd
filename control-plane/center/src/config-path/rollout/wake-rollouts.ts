import { causeOf, type Result } from '@omamori/contract/result';
import type { Log } from '../../log.ts';
import { TroubleNotes } from './roll-out.ts';

const AT_ONCE = 4;

/**
 * Runs the roll-outs that were asked for: one at a time for an appliance, a few at once in all. Asking again while one
 * runs makes it run once more, so the last state always goes out last. Bounded by the number of appliances.
 */
export class Rollouts {
  readonly #run: (appliance: string) => Promise<Result<void>>;
  readonly #log: Log;
  readonly #wanted = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #trouble = new TroubleNotes();
  #stopped = false;

  constructor(run: (appliance: string) => Promise<Result<void>>, log: Log) {
    this.#run = run;
    this.#log = log;
  }

  wake(appliance: string): void {
    if (this.#stopped) return;
    this.#wanted.add(appliance);
    this.#next();
  }

  /** Resolves when nothing is wanted or running. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wanted.clear();
    await this.settled();
  }

  #next(): void {
    for (const appliance of this.#wanted) {
      if (this.#running.size >= AT_ONCE) return;
      if (this.#running.has(appliance)) continue;
      this.#wanted.delete(appliance);
      const running = this.#attempt(appliance).finally(() => {
        this.#running.delete(appliance);
        this.#next();
      });
      this.#running.set(appliance, running);
    }
  }

  async #attempt(appliance: string): Promise<void> {
    try {
      const done = await this.#run(appliance);
      if (done.ok) {
        this.#trouble.clear(appliance);
        return;
      }
      const { code, message, detail } = done.error;
      if (this.#trouble.note(appliance, done.error)) this.#log.warn({ code, appliance, detail }, message);
    } catch (thrown) {
      // The database is away: the timer asks again.
      const error = { code: 'CTR_ROLLOUT_FAILED', message: 'A roll-out could not read or write the database.' };
      if (this.#trouble.note(appliance, error)) {
        this.#log.error({ code: error.code, appliance, cause: causeOf(thrown) }, error.message);
      }
    }
  }
}
