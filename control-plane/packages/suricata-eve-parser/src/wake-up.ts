// When to look at the files again: after pollMs at the latest, earlier when the folder says that something happened.
// The folder's word is a hint only; a file system that gives none (or a watcher that cannot be had) costs time, no data.
import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** A busy writer gives thousands of hints a second; looking more often than this brings nothing. */
const REST_MS = 20;

export class WakeUp {
  readonly #pollMs: number;
  readonly #signal: AbortSignal;
  readonly #onAbort = () => this.#resume?.();
  #watcher: FSWatcher | null;
  #hinted = false;
  #resting = false;
  #resume: (() => void) | null = null;

  constructor(path: string, pollMs: number, signal: AbortSignal) {
    this.#pollMs = pollMs;
    this.#signal = signal;
    signal.addEventListener('abort', this.#onAbort);
    this.#watcher = this.#watchFolder(path);
  }

  async wait(): Promise<void> {
    const rest = Math.min(REST_MS, this.#pollMs);
    this.#resting = true;
    await this.#pause(rest);
    this.#resting = false;
    if (!this.#hinted) await this.#pause(this.#pollMs - rest);
    this.#hinted = false;
  }

  stop(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#watcher?.close();
    this.#watcher = null;
  }

  /** Ends early when the signal aborts, and when a hint comes after the rest. */
  async #pause(ms: number): Promise<void> {
    if (this.#signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#resume = resolve;
    await promise;
    this.#resume = null;
    clearTimeout(timer);
  }

  #watchFolder(path: string): FSWatcher | null {
    const stem = basename(path);
    try {
      const watcher = watch(dirname(path), { persistent: false }, (_kind, name) => {
        if (name === null || name.startsWith(stem)) this.#hint();
      });
      watcher.on('error', () => this.#watcher?.close());
      return watcher;
    } catch {
      return null; // no folder yet, or no inotify watches left: polling sees everything
    }
  }

  #hint(): void {
    this.#hinted = true;
    if (!this.#resting) this.#resume?.();
  }
}
