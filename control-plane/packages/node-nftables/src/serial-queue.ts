import { failed, type Result } from './nft-error.ts';

/** One at a time, a bounded number waiting: a namespace has one ruleset, and transactions take turns anyway. */
export class SerialQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  readonly #mostWaiting: number;

  constructor(mostWaiting: number) {
    this.#mostWaiting = mostWaiting;
  }

  async run<T>(task: () => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#waiting >= this.#mostWaiting) {
      return failed({ code: 'NFT_BUSY', message: `${this.#waiting} calls are waiting already` });
    }
    this.#waiting += 1;
    const turn = this.#tail.then(task);
    // The chain goes on whatever a task does; the caller of that task gets its outcome from `turn`.
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    );
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async idle(): Promise<void> {
    await this.#tail;
  }
}
