/**
 * Tables as the kernel would hold them, in memory: what a document leads to, step by step, or the first refusal.
 * Used by the fake, and to know what a desired document would list as. Not a packet filter: rules are never run.
 */
import type { Command, DeleteTarget, FlushTarget, NftDocument, NftListing, NftObject } from './document.ts';
import { changeSetElements } from './model-elements.ts';
import { kindAndBody, type ModelChain, type ModelSet, type ModelTable, newTable } from './model-table.ts';
import type { ListContents } from './nft-door.ts';
import { done, failed, type NftErrorCode, ok, type Result } from './nft-error.ts';
import type { Rule } from './object/rule.ts';
import type { Family, TableRef } from './object/table.ts';
import { referencedChains, referencedObjects, referencedSets } from './rule-references.ts';

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
    const objects: NftObject[] = [{ table: table.table }];
    for (const { kind, body } of table.objects.values()) {
      const counted = kind === 'counter' ? { packets: 0, bytes: 0, ...body } : body;
      objects.push({ [kind]: counted } as unknown as NftObject);
    }
    for (const { kind, set, elements } of table.sets.values()) {
      const wanted = contents === 'all' || (contents !== 'none' && contents.includes(set.name));
      const listed = wanted && elements.size > 0 ? { ...set, elem: [...elements.values()] } : set;
      objects.push({ [kind]: listed } as unknown as NftObject);
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
    if ('replace' in command) return this.#replace(command.replace.rule);
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
    const { name } = body;
    const key = `${kind} ${name}`;
    const isSet = 'set' in object || 'map' in object;
    const exists = 'chain' in object ? table.chains.has(name) : isSet ? table.sets.has(name) : table.objects.has(key);
    if (exists) return exclusive ? refuse('NFT_EXISTS', key) : done;
    this.#handle += 1;
    const handle = this.#handle;
    if ('chain' in object) table.chains.set(name, { chain: { ...object.chain, handle }, rules: [] });
    else if (isSet) {
      const { elem = [], ...set } = 'set' in object ? object.set : object.map;
      const added: ModelSet = { kind: 'set' in object ? 'set' : 'map', set: { ...set, handle }, elements: new Map() };
      table.sets.set(name, added);
      return changeSetElements(added, 'add', elem);
    } else table.objects.set(key, { kind, body: { ...body, handle } });
    return done;
  }

  #addTable(object: ModelTable['table'], exclusive: boolean): Result<undefined> {
    const key = `${object.family} ${object.name}`;
    if (this.#tables.has(key)) return exclusive ? refuse('NFT_EXISTS', `table ${object.name}`) : done;
    this.#tables.set(key, newTable(object));
    return done;
  }

  #addRule(table: ModelTable, rule: Rule, first: boolean): Result<undefined> {
    const chain = table.chains.get(rule.chain);
    if (chain === undefined) return refuse('NFT_NOT_FOUND', `chain ${rule.chain}`);
    const missing = missingReference(table, rule);
    if (missing !== undefined) return refuse('NFT_NOT_FOUND', missing);
    this.#handle += 1;
    const added = { ...rule, handle: this.#handle };
    if (first) chain.rules.unshift(added);
    else chain.rules.push(added);
    return done;
  }

  /** The rule with this handle becomes another one, in its place. */
  #replace(rule: Rule): Result<undefined> {
    const table = this.#table(rule.family, rule.table);
    const chain = table?.chains.get(rule.chain);
    const position = chain?.rules.findIndex(({ handle }) => handle === rule.handle) ?? -1;
    if (table === undefined || chain === undefined || position < 0) {
      return refuse('NFT_NOT_FOUND', `rule ${rule.handle} of ${rule.chain}`);
    }
    const missing = missingReference(table, rule);
    if (missing !== undefined) return refuse('NFT_NOT_FOUND', missing);
    this.#handle += 1;
    chain.rules[position] = { ...rule, handle: this.#handle };
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
    return deleteNamed(table, kind, body.name);
  }

  #flush(target: FlushTarget): Result<undefined> {
    const [kind, body] = kindAndBody(target);
    const tableName = kind === 'table' ? body.name : body.table;
    const table = this.#table(body.family, tableName);
    if (table === undefined) return refuse('NFT_NOT_FOUND', `table ${tableName}`);
    if (kind === 'table') for (const chain of table.chains.values()) chain.rules = [];
    else if (kind === 'chain') {
      const chain = table.chains.get(body.name);
      if (chain === undefined) return refuse('NFT_NOT_FOUND', `chain ${body.name}`);
      chain.rules = [];
    } else {
      const set = table.sets.get(body.name);
      if (set === undefined) return refuse('NFT_NOT_FOUND', `set ${body.name}`);
      set.elements.clear();
    }
    return done;
  }
}

/** The first name in the rule that the table does not know. */
function missingReference(table: ModelTable, rule: Rule): string | undefined {
  const isKnown = (name: string): boolean => table.sets.has(name) || table.objects.has(`flowtable ${name}`);
  return (
    [...referencedSets(rule)].find((name) => !isKnown(name)) ??
    [...referencedChains(rule)].find((name) => !table.chains.has(name)) ??
    [...referencedObjects(rule)].find((name) => !table.objects.has(name))
  );
}

function deleteRule(table: ModelTable, chainName: string, handle: number): Result<undefined> {
  const chain = table.chains.get(chainName);
  const position = chain?.rules.findIndex((rule) => rule.handle === handle) ?? -1;
  if (chain === undefined || position < 0) return refuse('NFT_NOT_FOUND', `rule ${handle} of ${chainName}`);
  chain.rules.splice(position, 1);
  return done;
}

/** A chain, set, map or object that nothing refers to any more. */
function deleteNamed(table: ModelTable, kind: string, name: string): Result<undefined> {
  const key = `${kind} ${name}`;
  const isSet = kind === 'set' || kind === 'map';
  const owner: Map<string, unknown> = kind === 'chain' ? table.chains : isSet ? table.sets : table.objects;
  const own = kind === 'chain' || isSet ? name : key;
  if (!owner.has(own)) return refuse('NFT_NOT_FOUND', key);
  const used = (rule: Rule): boolean => {
    if (kind === 'chain') return referencedChains(rule).has(name);
    return isSet || kind === 'flowtable' ? referencedSets(rule).has(name) : referencedObjects(rule).has(key);
  };
  const others: ModelChain[] = [...table.chains.values()].filter(
    ({ chain }) => kind !== 'chain' || chain.name !== name,
  );
  if (others.some(({ rules }) => rules.some(used))) return refuse('NFT_IN_USE', name);
  owner.delete(own);
  return done;
}

function refuse(code: NftErrorCode, what: string): Result<never> {
  return failed({ code, message: `refused: ${what}` });
}
