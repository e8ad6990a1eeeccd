import type { Command, DeleteTarget, NftDocument, NftObject } from './document.ts';
import type { Chain } from './object/chain.ts';
import type { ListedElement } from './object/element.ts';
import type { MapElement, NftMap } from './object/map.ts';
import type { NftSet, SetRef } from './object/set.ts';
import type { Family, TableRef } from './object/table.ts';
import type { Statement } from './statement/statement.ts';

type Within<T> = Omit<T, 'family' | 'table' | 'handle'>;

/**
 * Builds one atomic document over one table; pure. Order is the order of the calls: name a chain or set before the
 * rule that uses it.
 */
export class Transaction {
  readonly #family: Family;
  readonly #table: string;
  readonly #commands: Command[] = [];

  constructor(ref: TableRef) {
    this.#family = ref.family;
    this.#table = ref.table;
  }

  addTable(): this {
    return this.#push({ add: this.#tableObject() });
  }

  /** Whatever the table held is gone afterwards; works whether it exists or not. */
  replaceTable(): this {
    return this.addTable().deleteTable().addTable();
  }

  deleteTable(): this {
    return this.#push({ delete: this.#tableObject() });
  }

  addChain(chain: Within<Chain>): this {
    return this.#push({ add: { chain: { family: this.#family, table: this.#table, ...chain } } });
  }

  flushChain(name: string): this {
    return this.#push({ flush: { chain: { family: this.#family, table: this.#table, name } } });
  }

  addRule(chain: string, expr: readonly Statement[], comment?: string): this {
    const rule = { family: this.#family, table: this.#table, chain, expr };
    return this.#push({ add: { rule: comment === undefined ? rule : { ...rule, comment } } });
  }

  addSet(set: Within<NftSet>): this {
    return this.#push({ add: { set: { family: this.#family, table: this.#table, ...set } } });
  }

  flushSet(name: string): this {
    return this.#push({ flush: { set: { family: this.#family, table: this.#table, name } } });
  }

  /** A handful written with the ruleset; for contents that live use Nft.replaceSet and addElements. */
  addElements(set: SetRef['set'], elem: readonly (ListedElement | MapElement)[]): this {
    if (elem.length === 0) return this;
    return this.#push({ add: { element: { family: this.#family, table: this.#table, name: set, elem } } });
  }

  addMap(map: Within<NftMap>): this {
    return this.#push({ add: { map: { family: this.#family, table: this.#table, ...map } } });
  }

  /** Quotas, limits, helpers, flowtables and whatever else has no method of its own here. */
  add(object: NftObject): this {
    return this.#push({ add: object });
  }

  addCounter(name: string): this {
    return this.#push({ add: { counter: { family: this.#family, table: this.#table, name } } });
  }

  delete(target: DeleteTarget): this {
    return this.#push({ delete: target });
  }

  document(): NftDocument {
    return { nftables: [...this.#commands] };
  }

  #tableObject(): { table: { family: Family; name: string } } {
    return { table: { family: this.#family, name: this.#table } };
  }

  #push(command: Command): this {
    this.#commands.push(command);
    return this;
  }
}
