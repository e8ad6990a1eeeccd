/**
 * One table as libnftables-json, from several dumps that belong to one generation of the ruleset: when it moves on
 * between them, all is read again.
 */
import type { NftListing, NftObject } from '../../document.ts';
import type { ListContents } from '../../nft-door.ts';
import { failed, ok, type Result } from '../../nft-error.ts';
import type { TableRef } from '../../object/table.ts';
import type { Attributes } from '../attributes.ts';
import { readDataOf, readElements } from '../element/read-elements.ts';
import { hasFlag, readDeclaration, type SetDeclaration } from '../element/set-declaration.ts';
import type { Exchange } from '../exchange.ts';
import { readGeneration } from '../generation.ts';
import type { InterfaceNames } from '../interface-names.ts';
import { readChain } from '../object/chain.ts';
import { readFlowtable } from '../object/flowtable.ts';
import { type KernelRule, readRule } from '../object/rule.ts';
import { readSetObject } from '../object/set.ts';
import { readObject } from '../object/stateful-object.ts';
import { readTable } from '../object/table.ts';
import { readPlain, readStatements } from '../rule/read-statements.ts';
import { askTable, dumpObjects } from './dump-objects.ts';

const MOST_ATTEMPTS = 10;

interface DumpedSet {
  readonly declaration: SetDeclaration | undefined;
  readonly object: Record<string, unknown> | undefined;
}

interface Dumped {
  readonly table: Record<string, unknown>;
  readonly chains: readonly Record<string, unknown>[];
  readonly objects: readonly Record<string, unknown>[];
  readonly sets: readonly DumpedSet[];
  readonly flowtables: readonly Record<string, unknown>[];
  readonly rules: readonly KernelRule[];
  readonly members: ReadonlyMap<string, readonly unknown[]>;
}

export function listTable(
  exchange: Exchange,
  interfaces: InterfaceNames,
  ref: TableRef,
  contents: ListContents,
): Result<NftListing> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const before = readGeneration(exchange);
    if (!before.ok) return before;
    const listing = listOnce(exchange, interfaces, ref, contents);
    const after = readGeneration(exchange);
    if (!after.ok) return after;
    if (after.value === before.value) return listing;
  }
  return failed({
    code: 'NFT_BUSY',
    message: `table ${ref.family} ${ref.table}: the ruleset kept changing while it was read`,
  });
}

function listOnce(
  exchange: Exchange,
  interfaces: InterfaceNames,
  ref: TableRef,
  contents: ListContents,
): Result<NftListing> {
  const dumped = dumpTable(exchange, ref, contents);
  if (!dumped.ok) return dumped;
  const { table, objects, sets, flowtables, chains, members } = dumped.value;
  const declarations = new Map(
    sets.flatMap(({ declaration }) => (declaration ? [[declaration.name, declaration] as const] : [])),
  );
  const scope = {
    family: ref.family,
    findSet: (name: string) => declarations.get(name),
    readMembers: (name: string, shift: number | undefined) => {
      const declaration = declarations.get(name);
      if (shift === undefined || declaration === undefined) return members.get(name) ?? [];
      const read = readElements(exchange, { ...declaration, shift }, readDataOf(declaration));
      return read.ok ? read.value : [];
    },
    interfaceName: (index: number) => interfaces.nameOf(index),
    meterSize: (name: string) => meterSize(sets, name),
  };
  const listedSets = sets.flatMap(({ declaration, object }) => {
    if (declaration === undefined || object === undefined || hasFlag(declaration, 'anonymous')) return [];
    const isMap = declaration.data !== undefined || declaration.objectType !== undefined;
    const elem = members.get(declaration.name) ?? [];
    return [{ [isMap ? 'map' : 'set']: elem.length === 0 ? object : { ...object, elem } }];
  });
  const order = new Map(chains.map((chain, index) => [chain['name'], index]));
  const rules = [...dumped.value.rules].sort((a, b) => (order.get(a.chain) ?? 0) - (order.get(b.chain) ?? 0));
  const nftables = [
    { table },
    ...objects,
    ...listedSets,
    ...flowtables.map((flowtable) => ({ flowtable })),
    ...chains.map((chain) => ({ chain })),
    ...rules.map(({ chain, handle, comment, expressions }) => ({
      rule: {
        family: ref.family,
        table: ref.table,
        chain,
        handle,
        ...(comment === undefined ? {} : { comment }),
        expr: readStatements(scope, expressions),
      },
    })),
  ];
  return ok({ nftables: nftables as unknown as NftObject[] });
}

/** A meter's set has a name but is part of its rule; sets in listings carry their size where they have one. */
function meterSize(sets: readonly DumpedSet[], name: string): number | undefined {
  const found = sets.find(({ declaration }) => declaration?.name === name);
  if (found?.declaration === undefined) return undefined;
  const isMeter = hasFlag(found.declaration, 'anonymous') && hasFlag(found.declaration, 'dynamic');
  return isMeter ? Number(found.object?.['size'] ?? 0) : undefined;
}

function dumpTable(exchange: Exchange, ref: TableRef, contents: ListContents): Result<Dumped> {
  const { family } = ref;
  const table = askTable(exchange, ref, (attributes) => readTable(family, attributes));
  if (!table.ok) return table;
  const chains = dumpObjects(exchange, ref, 'chain', (attributes) => readChain(family, attributes));
  if (!chains.ok) return chains;
  const objects = dumpObjects(exchange, ref, 'object', (attributes) => readObject(family, attributes));
  if (!objects.ok) return objects;
  const sets = dumpObjects(exchange, ref, 'set', (attributes) => readDumpedSet(ref, attributes));
  if (!sets.ok) return sets;
  const flowtables = dumpObjects(exchange, ref, 'flowtable', (attributes) => readFlowtable(family, attributes));
  const rules = dumpObjects(exchange, ref, 'rule', readRule);
  if (!rules.ok) return rules;
  const members = readAllMembers(exchange, sets.value, contents);
  if (!members.ok) return members;
  return ok({
    table: table.value ?? { family, name: ref.table },
    chains: chains.value,
    objects: objects.value.filter((object) => object !== undefined),
    sets: sets.value,
    flowtables: flowtables.ok ? flowtables.value : [],
    rules: rules.value,
    members: members.value,
  });
}

function readDumpedSet(ref: TableRef, attributes: Attributes): DumpedSet {
  const declaration = readDeclaration(ref.family, attributes);
  return {
    declaration,
    object: declaration === undefined ? undefined : readSetObject(declaration, attributes, readPlain),
  };
}

/** Of sets asked for, and of those without a name: they are part of a rule. */
function readAllMembers(
  exchange: Exchange,
  sets: readonly DumpedSet[],
  contents: ListContents,
): Result<Map<string, readonly unknown[]>> {
  const members = new Map<string, readonly unknown[]>();
  for (const { declaration } of sets) {
    if (declaration === undefined) continue;
    const isAsked = contents === 'all' || (contents !== 'none' && contents.includes(declaration.name));
    if (!isAsked && !hasFlag(declaration, 'anonymous')) continue;
    const read = readElements(exchange, declaration, readDataOf(declaration));
    if (!read.ok) return read;
    members.set(declaration.name, read.value);
  }
  return ok(members);
}
