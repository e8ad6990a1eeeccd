import type { NftDocument, NftListing } from './document.ts';
import { openNetlinkDoor } from './netlink/netlink-door.ts';
import type { ElementChange, ListContents, NftDoor } from './nft-door.ts';
import { done, failed, ok, type Result } from './nft-error.ts';
import type { NftEvent } from './nft-event.ts';
import type { SetRef } from './object/set.ts';
import type { TableRef } from './object/table.ts';
import { type ElementInput, prepareChange, prepareReplacement } from './prepare-elements.ts';

export interface ListOptions {
  /** Set contents: none (default, safe with sets of any size), of the named sets, or all of the table. */
  readonly contents?: ListContents;
}

export interface OpenOptions {
  /** Name of a network namespace (ip-netns); default: the one this process is in. */
  readonly netns?: string;
}

/** One table's worth of kernel state is read or changed per call; every change is atomic. */
export class Nft {
  readonly #door: NftDoor;
  #closed = false;

  private constructor(door: NftDoor) {
    this.#door = door;
  }

  /** Of the network namespace the process is in, or of `netns` (a name known to ip-netns). */
  static async open(options: OpenOptions = {}): Promise<Result<Nft>> {
    const door = await openNetlinkDoor(options);
    return door.ok ? ok(new Nft(door.value)) : door;
  }

  /** Over another door: the fake, or the nft program as oracle in tests. */
  static over(door: NftDoor): Nft {
    return new Nft(door);
  }

  /** All of the document or nothing of it. */
  async run(document: NftDocument): Promise<Result<undefined>> {
    return this.#closed ? closed() : await this.#door.apply(document, 'run');
  }

  /** As run(), up to but without the commit. */
  async check(document: NftDocument): Promise<Result<undefined>> {
    return this.#closed ? closed() : await this.#door.apply(document, 'check');
  }

  /** Exactly these elements afterwards. Overlaps and neighbours of an interval set are merged. */
  async replaceSet(ref: SetRef, elements: Iterable<ElementInput>): Promise<Result<undefined>> {
    return await this.#change(ref, 'replace', elements);
  }

  /** Unmerged: an element overlapping another one of the set is NFT_OVERLAP, an equal one is fine. */
  async addElements(ref: SetRef, elements: Iterable<ElementInput>): Promise<Result<undefined>> {
    return await this.#change(ref, 'add', elements);
  }

  /** All of them must be there as they were added, else NFT_NOT_FOUND and nothing is changed. */
  async deleteElements(ref: SetRef, elements: Iterable<ElementInput>): Promise<Result<undefined>> {
    return await this.#change(ref, 'delete', elements);
  }

  async list(ref: TableRef, options: ListOptions = {}): Promise<Result<NftListing>> {
    if (this.#closed) return closed();
    const contents = options.contents ?? 'none';
    const names = typeof contents === 'string' ? [ref.table] : [ref.table, ...contents];
    const named = checkNames(names);
    return named.ok ? await this.#door.list(ref, contents) : named;
  }

  /**
   * Changes of the whole namespace's ruleset from now on, whoever makes them. End it by leaving the loop or by `return()`;
   * it has a socket of its own and outlives close().
   */
  monitor(): Result<AsyncIterableIterator<NftEvent>> {
    if (this.#closed) return closed();
    const unsupported = failed({ code: 'NFT_UNSUPPORTED', message: 'this door has no news of the ruleset' } as const);
    return this.#door.monitor?.() ?? unsupported;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#door.close();
  }

  async #change(ref: SetRef, change: ElementChange, elements: Iterable<ElementInput>): Promise<Result<undefined>> {
    if (this.#closed) return closed();
    const named = checkNames([ref.table, ref.set]);
    if (!named.ok) return named;
    const shape = await this.#door.describeSet(ref);
    if (!shape.ok) return shape;
    const prepared =
      change === 'replace' ? prepareReplacement(shape.value, elements) : prepareChange(shape.value, elements);
    if (!prepared.ok) return prepared;
    if (prepared.value.count === 0 && change !== 'replace') return done;
    return await this.#door.changeElements(ref, change, prepared.value);
  }
}

function closed(): Result<never> {
  return failed({ code: 'NFT_CLOSED', message: 'this Nft was closed' });
}

/** Names end up as arguments of a program that parses its command line: nothing but names may pass. */
function checkNames(names: readonly string[]): Result<undefined> {
  for (const name of names) {
    if (!/^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/.test(name)) {
      return failed({
        code: 'NFT_BAD_NAME',
        message: `not a table or set name: ${JSON.stringify(name).slice(0, 150)}`,
      });
    }
  }
  return done;
}
