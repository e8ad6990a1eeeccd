import type { Command } from './document.ts';
import { kindAndBody } from './model-table.ts';
import type { NftEvent } from './nft-event.ts';

const MOST_PENDING = 4096;
const OBJECT_KINDS = ['counter', 'quota', 'limit', 'synproxy', 'ct helper', 'ct expectation'];

/** One listener of the fake: the events wait here until they are taken, and beyond 4,096 the rest is told as `overrun`. */
export class FakeNews implements AsyncIterableIterator<NftEvent> {
  readonly #onEnd: (news: FakeNews) => void;
  readonly #pending: NftEvent[] = [];
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(onEnd: (news: FakeNews) => void) {
    this.#onEnd = onEnd;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(event: NftEvent): void {
    if (this.#pending.length < MOST_PENDING) this.#pending.push(event);
    else this.#pending[MOST_PENDING - 1] = { kind: 'overrun' };
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<NftEvent, undefined>> {
    while (!this.#closed) {
      const event = this.#pending.shift();
      if (event !== undefined) return { done: false, value: event };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<NftEvent, undefined>> {
    this.#closed = true;
    this.#onEnd(this);
    this.#wake?.();
    return { done: true, value: undefined };
  }
}

/** As the kernel tells it; flushing is told as nothing here, element by element there. */
export function eventsOf(command: Command): NftEvent[] {
  const [verb, target] = Object.entries(command)[0] ?? [];
  if (verb === undefined || verb === 'flush') return [];
  const action = verb === 'delete' ? 'delete' : 'add';
  const [kind, body] = kindAndBody(target as object);
  const family = body.family;
  if (kind === 'table') return [{ kind, action, family, table: body.name, name: body.name }];
  const told = kind === 'map' ? 'set' : OBJECT_KINDS.includes(kind) ? 'object' : kind;
  const name = kind === 'rule' ? (body as unknown as { chain: string }).chain : body.name;
  const elements = (body as { readonly elem?: readonly unknown[] }).elem ?? [];
  const own = { kind: told as 'chain', action, family, table: body.table, name } as const;
  const filled = told === 'set' && action === 'add' && elements.length > 0;
  return filled ? [own, { ...own, kind: 'element' }] : [own];
}
