// A consumer that stores what it got together with the bookmark, can crash in between, and starts again from there.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Bookmark, followFile, type LogGap } from '../src/index.ts';

/** Stands in the text where a gap was reported. */
export const GAP_MARK = '\0';

class Crash extends Error {}

export class LogReader {
  readonly #path: string;
  readonly #maxChunkBytes: number;
  text = '';
  bookmark: Bookmark | null = null;
  readonly gaps: LogGap[] = [];
  #crashNext = false;
  #running: { abort: AbortController; ended: Promise<void> } | null = null;

  constructor(path: string, maxChunkBytes: number) {
    this.#path = path;
    this.#maxChunkBytes = maxChunkBytes;
  }

  get isRunning(): boolean {
    return this.#running !== null;
  }

  start(): void {
    if (this.#running !== null) return;
    const abort = new AbortController();
    const ended = followFile({
      path: this.#path,
      from: this.bookmark,
      pollMs: 5,
      maxChunkBytes: this.#maxChunkBytes,
      signal: abort.signal,
      onChunk: async (chunk, after, ends) => {
        await sleep(0);
        if (this.#crashNext) throw new Crash();
        this.text += Buffer.from(chunk).toString('latin1') + (ends === 'file' ? '\n' : '');
        this.bookmark = JSON.parse(JSON.stringify(after));
      },
      onGap: (gap) => {
        this.gaps.push(gap);
        this.text += `${GAP_MARK}\n`;
      },
    });
    this.#running = { abort, ended };
    // Looked at in stop(); here only so that a crash is not an unhandled rejection before that.
    ended.catch(() => undefined);
  }

  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    running?.abort.abort();
    await running?.ended.catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
    this.#crashNext = false;
  }

  /** Loses the next chunk after it was handed over and before it was stored, if one comes soon. */
  async crash(): Promise<void> {
    this.#crashNext = true;
    await sleep(30);
    await this.stop();
  }

  async until(isReached: () => boolean, what: string): Promise<void> {
    const deadline = performance.now() + 10_000;
    while (!isReached()) {
      if (performance.now() > deadline) throw new Error(`not reached in 10 s: ${what}; text so far: ${this.text}`);
      await sleep(5);
    }
  }
}
