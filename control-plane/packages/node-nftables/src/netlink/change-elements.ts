/** Adding, deleting and replacing elements: one transaction each. */
import type { ElementChange } from '../nft-door.ts';
import { done, failed, type NftError, type Result } from '../nft-error.ts';
import type { SetRef } from '../object/set.ts';
import type { PreparedElements } from '../prepare-elements.ts';
import type { RangeColumns } from '../range-columns.ts';
import { rangeDifference } from '../range-difference.ts';
import { Batch } from './batch.ts';
import { readSet } from './element/read-set.ts';
import { hasFlag, type SetDeclaration } from './element/set-declaration.ts';
import { elementText, writeElements, writeFlush } from './element/write-elements.ts';
import { rangesCapacity, writeRanges } from './element/write-ranges.ts';
import type { Exchange } from './exchange.ts';
import { readGeneration } from './generation.ts';
import { nextGeneration, type SetMemory } from './set-memory.ts';

const MOST_RACES = 4;

export async function changeElements(
  exchange: Exchange,
  memory: SetMemory,
  ref: SetRef,
  change: ElementChange,
  elements: PreparedElements,
): Promise<Result<undefined>> {
  const declaration = readSet(exchange, ref);
  if (!declaration.ok) return declaration;
  if (change === 'replace') return await replaceElements(exchange, memory, declaration.value, elements);
  memory.forget(ref);
  const batch = new Batch();
  const bad = writeElements(batch, declaration.value, change, elements.values());
  if (bad !== undefined) return failed(badElement(declaration.value, bad.refused));
  return batch.isEmpty ? done : await commit(exchange, memory, batch);
}

/** A transaction whose effect on other sets is none: what is known about them stays known. */
export async function commit(exchange: Exchange, memory: SetMemory, batch: Batch): Promise<Result<undefined>> {
  const before = readGeneration(exchange);
  if (!before.ok) return before;
  memory.observe(before.value);
  const committed = await exchange.transact(batch, 'run');
  if (!committed.ok) return committed;
  const after = readGeneration(exchange);
  if (after.ok) memory.advance(after.value);
  else memory.clear();
  return committed;
}

async function replaceElements(
  exchange: Exchange,
  memory: SetMemory,
  declaration: SetDeclaration,
  elements: PreparedElements,
): Promise<Result<undefined>> {
  const ref = { family: declaration.family, table: declaration.table, set: declaration.name };
  const canRemember = isOnlyOurs(declaration) && elements.rest?.length === 0;
  for (let attempt = 0; ; attempt += 1) {
    const generation = readGeneration(exchange);
    if (!generation.ok) return generation;
    memory.observe(generation.value);
    // The kernel refuses when the generation is no longer this one; the last attempt does without, and without memory.
    const isGuarded = attempt < MOST_RACES;
    const known = isGuarded && canRemember ? memory.recall(ref) : undefined;
    const batch = replacement(declaration, elements, known, isGuarded ? generation.value : undefined);
    if (batch instanceof Batch) {
      if (batch.isEmpty) return done;
      const committed = await exchange.transact(batch, 'run');
      if (!committed.ok && committed.error.code === 'NFT_BUSY' && isGuarded) continue;
      memory.forget(ref);
      if (committed.ok) {
        memory.advance(isGuarded ? nextGeneration(generation.value) : 0);
        if (isGuarded && canRemember && elements.ranges !== undefined) memory.remember(ref, elements.ranges);
      }
      return committed;
    }
    return failed(batch);
  }
}

function replacement(
  declaration: SetDeclaration,
  elements: PreparedElements,
  known: RangeColumns | undefined,
  generation: number | undefined,
): Batch | NftError {
  const { ranges, rest } = elements;
  if (ranges !== undefined && known !== undefined) {
    const { removed, added } = rangeDifference(known, ranges);
    if (removed.count + added.count < ranges.count / 2 + 64) {
      const batch = new Batch({ generation, capacity: rangesCapacity(removed) + rangesCapacity(added) });
      writeRanges(batch, declaration, 'delete', removed);
      writeRanges(batch, declaration, 'add', added);
      return batch;
    }
  }
  const batch = new Batch({ generation, capacity: ranges === undefined ? 4096 : rangesCapacity(ranges) + 4096 });
  writeFlush(batch, declaration);
  if (ranges !== undefined) writeRanges(batch, declaration, 'add', ranges);
  const bad = writeElements(batch, declaration, 'add', ranges === undefined ? elements.values() : (rest ?? []));
  return bad === undefined ? batch : badElement(declaration, bad.refused);
}

function isOnlyOurs(declaration: SetDeclaration): boolean {
  return !hasFlag(declaration, 'timeout') && !hasFlag(declaration, 'dynamic');
}

export function badElement(declaration: SetDeclaration, element: unknown): NftError {
  const text = elementText(element).slice(0, 100);
  const { family, table, name, types } = declaration;
  return {
    code: 'NFT_BAD_ELEMENT',
    message: `element ${text}: it is not a key of the set (${types.map((type) => type.name).join(' . ')}); nothing was changed`,
    element: text,
    object: `set ${name} of ${family} ${table}`,
  };
}
