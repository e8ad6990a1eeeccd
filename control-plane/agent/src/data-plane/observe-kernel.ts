import { createHash } from 'node:crypto';
import { ok, type Result } from '@omamori/contract/result';
import type { NftListing } from 'node-nftables';
import { fromNft, type KernelDoor } from './kernel-door.ts';
import { type PresentObjects, tableKey } from './ruleset/build-transaction.ts';
import { ALL_TABLES } from './ruleset/ruleset-names.ts';

export interface KernelView {
  /** By table; a table that is not there has no entry. */
  readonly tables: Readonly<Record<string, PresentObjects>>;
  /** Of all our tables together: equal fingerprints mean equal rules, sets and chains. */
  readonly fingerprint: string;
}

/** Lists our tables without set contents: milliseconds, whatever the sets hold. Errors: the NFT_* of a listing. */
export async function observeKernel(nft: KernelDoor): Promise<Result<KernelView>> {
  const tables: Record<string, PresentObjects> = {};
  const hash = createHash('sha256');
  for (const table of ALL_TABLES) {
    const listing = fromNft(await nft.list(table));
    if (!listing.ok && listing.error.code !== 'NFT_NOT_FOUND') return listing;
    if (!listing.ok) continue;
    tables[tableKey(table)] = presentObjects(listing.value);
    for (const line of canonicalLines(listing.value)) hash.update(`${line}\n`);
  }
  return ok({ tables, fingerprint: hash.digest('hex') });
}

function presentObjects(listing: NftListing): PresentObjects {
  const chains: string[] = [];
  const sets: string[] = [];
  for (const object of listing.nftables) {
    if ('chain' in object) chains.push(object.chain.name);
    if ('set' in object) sets.push(object.set.name);
  }
  return { chains, sets };
}

/** What identifies a ruleset: rules in their order; handles, counted values and set contents are no part of it. */
export function canonicalLines(listing: NftListing): string[] {
  const declarations: string[] = [];
  const rules = new Map<string, string[]>();
  for (const object of listing.nftables) {
    if ('rule' in object) {
      const { chain } = object.rule;
      rules.set(chain, [...(rules.get(chain) ?? []), textOf(object)]);
    } else if ('set' in object) {
      const { elem: _contents, ...declaration } = object.set;
      declarations.push(textOf({ set: declaration }));
    } else declarations.push(textOf(object));
  }
  const chains = [...rules.keys()].sort();
  return [...declarations.sort(), ...chains.flatMap((chain) => rules.get(chain) ?? [])];
}

const VOLATILE = new Set(['handle', 'packets', 'bytes']);

function textOf(object: object): string {
  return JSON.stringify(object, (key, value: unknown) => (VOLATILE.has(key) ? undefined : value));
}
