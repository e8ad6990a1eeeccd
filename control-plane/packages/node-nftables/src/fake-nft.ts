import type { NftDocument, NftListing } from './document.ts';
import { eventsOf, FakeNews } from './fake-news.ts';
import { Nft } from './nft.ts';
import type { ElementChange, ListContents, NftDoor, SetShape } from './nft-door.ts';
import { failed, ok, type Result } from './nft-error.ts';
import type { NftEvent } from './nft-event.ts';
import type { SetRef } from './object/set.ts';
import type { TableRef } from './object/table.ts';
import type { PreparedElements } from './prepare-elements.ts';
import { RulesetModel } from './ruleset-model.ts';
import type { StatementName } from './statement/statement.ts';

/**
 * nftables in memory for the tests of whoever uses this package; passes the same contract suite as the kernel.
 * `failNext` makes the next change fail, to test what a caller does then.
 */
export class FakeNft implements NftDoor {
  readonly #model = new RulesetModel();
  readonly #news = new Set<FakeNews>();
  #generation = 0;
  #failure: Result<never> | undefined;
  /** Every document that was run, oldest first, at most 1000. */
  readonly ran: NftDocument[] = [];

  open(): Nft {
    return Nft.over(this);
  }

  failNext(failure: Result<never>): void {
    this.#failure = failure;
  }

  async apply(document: NftDocument, mode: 'run' | 'check'): Promise<Result<undefined>> {
    const failure = this.#takeFailure();
    if (failure !== undefined) return failure;
    const malformed = findUnknownCommand(document);
    if (malformed !== undefined) return failed({ code: 'NFT_SYNTAX', message: malformed });
    if (mode === 'check') return this.#model.copy().apply(document);
    if (this.ran.length < 1000) this.ran.push(document);
    return this.#commit(document);
  }

  async describeSet(ref: SetRef): Promise<Result<SetShape>> {
    const found = this.#model.findSet(ref.family, ref.table, ref.set);
    if (found === undefined) return failed({ code: 'NFT_NOT_FOUND', message: `set ${ref.set}` });
    const { type, flags = [] } = found.set;
    return ok({
      types: typeof type === 'string' ? [type] : type,
      intervals: flags.includes('interval'),
      timeouts: flags.includes('timeout'),
    });
  }

  async changeElements(ref: SetRef, change: ElementChange, elements: PreparedElements): Promise<Result<undefined>> {
    const failure = this.#takeFailure();
    if (failure !== undefined) return failure;
    const set = { family: ref.family, table: ref.table, name: ref.set };
    const element = { element: { ...set, elem: [...elements.values()] } };
    if (change === 'delete') return this.#commit({ nftables: [{ delete: element }] });
    const flush = change === 'replace' ? [{ flush: { set } }] : [];
    return this.#commit({ nftables: [...flush, { add: element }] });
  }

  async list(ref: TableRef, contents: ListContents): Promise<Result<NftListing>> {
    return this.#model.list(ref, contents);
  }

  monitor(): Result<AsyncIterableIterator<NftEvent>> {
    const news = new FakeNews((ended) => this.#news.delete(ended));
    this.#news.add(news);
    return ok(news);
  }

  async close(): Promise<void> {
    // Nothing is held.
  }

  #commit(document: NftDocument): Result<undefined> {
    const applied = this.#model.apply(document);
    if (!applied.ok) return applied;
    this.#generation += 1;
    const events = document.nftables.flatMap(eventsOf);
    const generation = {
      kind: 'generation',
      generation: this.#generation,
      process: process.pid,
      program: 'fake',
    } as const;
    for (const news of this.#news) for (const event of [...events, generation]) news.push(event);
    return applied;
  }

  #takeFailure(): Result<never> | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }
}

/** Every statement of the typed surface; a name missing here does not compile. */
const STATEMENTS: Readonly<Record<StatementName, true>> = {
  match: true,
  accept: true,
  drop: true,
  continue: true,
  return: true,
  jump: true,
  goto: true,
  reject: true,
  log: true,
  counter: true,
  quota: true,
  limit: true,
  mangle: true,
  set: true,
  map: true,
  meter: true,
  vmap: true,
  queue: true,
  redirect: true,
  dnat: true,
  snat: true,
  masquerade: true,
  dup: true,
  fwd: true,
  tproxy: true,
  notrack: true,
  flow: true,
  synproxy: true,
  last: true,
  'ct count': true,
  'ct helper': true,
  'ct timeout': true,
  'ct expectation': true,
};

function findUnknownCommand(document: NftDocument): string | undefined {
  for (const command of document.nftables) {
    const object = Object.values(command)[0] as { rule?: { expr?: readonly object[] } } | undefined;
    for (const statement of object?.rule?.expr ?? []) {
      const name = Object.keys(statement)[0] ?? '';
      if (!Object.hasOwn(STATEMENTS, name)) return `unknown statement ${name}`;
    }
  }
  return undefined;
}
