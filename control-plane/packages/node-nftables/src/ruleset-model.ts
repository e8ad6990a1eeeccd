/**
 * Tables as the kernel would hold them, in memory: what a document leads to, step by step, or the first refusal.
 * Used by the fake, and to know what a desired document would list as. Not a packet filter: rules are never run.
 */
import type { Command, DeleteTarget, FlushTarget, NftDocument, NftListing, NftObject } from './document.ts';
import { changeSetElements } from './model-elements.ts';
import type { ListContents } from './nft-door.ts';
import { done, failed, type NftErrorCode, ok, type Result } from './nft-error.ts';
import type { Chain } from './object/chain.ts';
import type { NamedCounter } from './object/counter.ts';
import type { ListedElement } from './object/element.ts';
import type { Rule } from './object/rule.ts';
import type { NftSet } from './object/set.ts';
import type { Family, TableRef } from './object/table.ts';
import { referencedChains, referencedCounters, referencedSets } from './rule-references.ts';

export interface ModelSet {
  readonly set: NftSet;
  elements: Map<string, ListedElement>;
}

interface ModelTable {
  readonly family: Family;
  readonly name: string;
  readonly chains: Map<string, { readonly chain: Chain; rules: Rule[] }>;
  readonly sets: Map<string, ModelSet>;
  readonly counters: Map<string, NamedCounter>;
}

export class RulesetModel {
  #tables = new Map<string, ModelTable>();
  #handle = 0;

  /** All commands or none. */
  apply(document: NftDocument): Result<undefined> {
    const before = structuredClone(this.#tables);
    for (const command of document.nftables) {
      const applied = this.#command(command);
      if (!applied.ok) {
        this.#tables = before;
        return applied;
      }
    }
    return done;
  }

  copy(): RulesetModel {
    const copy = new RulesetModel();
    copy.#tables = structuredClone(this.#tables);
    copy.#handle = this.#handle;
    return copy;
  }

  findSet(family: Family, table: string, name: string): ModelSet | undefined {
    return this.#table(family, table)?.sets.get(name);
  }

  list(ref: TableRef, contents: ListContents): Result<NftListing> {
    const table = this.#table(ref.family, ref.table);
    if (table === undefined) return refuse('NFT_NOT_FOUND', `table ${ref.table}`);
    const objects: NftObject[] = [{ table: { family: table.family, name: table.name } }];
    for (const counter of table.counters.values()) objects.push({ counter: { packets: 0, bytes: 0, ...counter } });
    for (const { set, elements } of table.sets.values()) {
      const wanted = contents === 'all' || (contents !== 'none' && contents.includes(set.name));
      objects.push({ set: wanted && elements.size > 0 ? { ...set, elem: [...elements.values()] } : set });
    }
    for (const { chain } of table.chains.values()) objects.push({ chain });
    for (const { rules } of table.chains.values()) for (const rule of rules) objects.push({ rule });
    return ok({ nftables: objects });
  }

  #table(family: Family, name: string): ModelTable | undefined {
    return this.#tables.get(`${family} ${name}`);
  }

  #command(command: Command): Result<undefined> {
    if ('add' in command) return this.#add(command.add, false, false);
    if ('create' in command) return this.#add(command.create, true, false);
    if ('insert' in command) return this.#add(command.insert, false, true);
    if ('delete' in command) return this.#delete(command.delete);
    if ('flush' in command) return this.#flush(command.flush);
    return refuse('NFT_SYNTAX', 'unknown command');
  }

  #add(object: NftObject, exclusive: boolean, first: boolean): Result<undefined> {
    if ('table' in object) return this.#addTable(object.table, exclusive);
    const [kind, body] = kindAndBody(object);
    const table = this.#table(body.family, body.table);
    if (table === undefined) return refuse('NFT_NOT_FOUND', `table ${body.table}`);
    if ('rule' in object) return this.#addRule(table, object.rule, first);
    if ('element' in object) {
      const set = table.sets.get(object.element.name);
      if (set === undefined) return refuse('NFT_NOT_FOUND', `set ${object.element.name}`);
      return changeSetElements(set, 'add', object.element.elem);
    }
    const name = 'chain' in object ? object.chain.name : 'set' in object ? object.set.name : object.counter.name;
    const exists =
      'chain' in object ? table.chains.has(name) : 'set' in object ? table.sets.has(name) : table.counters.has(name);
    if (exists) return exclusive ? refuse('NFT_EXISTS', `${kind} ${name}`) : done;
    this.#handle += 1;
    if ('chain' in object) table.chains.set(name, { chain: { ...object.chain, handle: this.#handle }, rules: [] });
    else if ('counter' in object) table.counters.set(name, { ...object.counter, handle: this.#handle });
    else {
      const { elem = [], ...set } = object.set;
      const added: ModelSet = { set: { ...set, handle: this.#handle }, elements: new Map() };
      table.sets.set(name, added);
      return changeSetElements(added, 'add', elem);
    }
    return done;
  }

  #addTable(object: { readonly family: Family; readonly name: string }, exclusive: boolean): Result<undefined> {
    const key = `${object.family} ${object.name}`;
    if (this.#tables.has(key)) return exclusive ? refuse('NFT_EXISTS', `table ${object.name}`) : done;
    const { family, name } = object;
    this.#tables.set(key, { family, name, chains: new Map(), sets: new Map(), counters: new Map() });
    return done;
  }

  #addRule(table: ModelTable, rule: Rule, first: boolean): Result<undefined> {
    const chain = table.chains.get(rule.chain);
    if (chain === undefined) return refuse('NFT_NOT_FOUND', `chain ${rule.chain}`);
    const missing =
      [...referencedSets(rule)].find((name) => !table.sets.has(name)) ??
      [...referencedChains(rule)].find((name) => !table.chains.has(name)) ??
      [...referencedCounters(rule)].find((name) => !table.counters.has(name));
    if (missing !== undefined) return refuse('NFT_NOT_FOUND', missing);
    this.#handle += 1;
    const added = { ...rule, handle: this.#handle };
    if (first) chain.rules.unshift(added);
    else chain.rules.push(added);
    return done;
  }

  #delete(target: DeleteTarget): Result<undefined> {
    if ('table' in target) {
      const key = `${target.table.family} ${target.table.name}`;
      return this.#tables.delete(key) ? done : refuse('NFT_NOT_FOUND', `table ${target.table.name}`);
    }
    const [kind, body] = kindAndBody(target);
    const table = this.#table(body.family, body.table);
    if (table === undefined) return refuse('NFT_NOT_FOUND', `table ${body.table}`);
    if ('rule' in target) return deleteRule(table, target.rule.chain, target.rule.handle);
    if ('element' in target) {
      const set = table.sets.get(target.element.name);
      if (set === undefined) return refuse('NFT_NOT_FOUND', `set ${target.element.name}`);
      return changeSetElements(set, 'delete', target.element.elem);
    }
    const [objects, name, used] =
      'chain' in target
        ? ([table.chains, target.chain.name, referencedChains] as const)
        : 'set' in target
          ? ([table.sets, target.set.name, referencedSets] as const)
          : ([table.counters, target.counter.name, referencedCounters] as const);
    if (!objects.has(name)) return refuse('NFT_NOT_FOUND', `${kind} ${name}`);
    const rules = [...table.chains.values()].filter((entry) => entry.chain.name !== name || kind !== 'chain');
    if (rules.some((entry) => entry.rules.some((rule) => used(rule).has(name)))) return refuse('NFT_IN_USE', name);
    objects.delete(name);
    return done;
  }

  #flush(target: FlushTarget): Result<undefined> {
    const family = 'table' in target ? target.table.family : kindAndBody(target)[1].family;
    const tableName = 'table' in target ? target.table.name : kindAndBody(target)[1].table;
    const table = this.#table(family, tableName);
    if (table === undefined) return refuse('NFT_NOT_FOUND', `table ${tableName}`);
    if ('table' in target) for (const chain of table.chains.values()) chain.rules = [];
    else if ('chain' in target) {
      const chain = table.chains.get(target.chain.name);
      if (chain === undefined) return refuse('NFT_NOT_FOUND', `chain ${target.chain.name}`);
      chain.rules = [];
    } else {
      const set = table.sets.get(target.set.name);
      if (set === undefined) return refuse('NFT_NOT_FOUND', `set ${target.set.name}`);
      set.elements.clear();
    }
    return done;
  }
}

function deleteRule(table: ModelTable, chainName: string, handle: number): Result<undefined> {
  const chain = table.chains.get(chainName);
  const position = chain?.rules.findIndex((rule) => rule.handle === handle) ?? -1;
  if (chain === undefined || position < 0) return refuse('NFT_NOT_FOUND', `rule ${handle} of ${chainName}`);
  chain.rules.splice(position, 1);
  return done;
}

function kindAndBody(object: object): [string, { readonly family: Family; readonly table: string }] {
  const entry = Object.entries(object)[0];
  return [entry?.[0] ?? '', entry?.[1] as { readonly family: Family; readonly table: string }];
}

function refuse(code: NftErrorCode, what: string): Result<never> {
  return failed({ code, message: `refused: ${what}` });
}
