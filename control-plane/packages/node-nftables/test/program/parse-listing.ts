import type { NftListing, NftObject } from '../../src/document.ts';
import type { SetShape } from '../../src/nft-door.ts';
import { failed, ok, type Result } from '../../src/nft-error.ts';
import type { KeyType } from '../../src/object/set.ts';
import type { TableRef } from '../../src/object/table.ts';

/** The program's JSON, without its metainfo. Statements this package has no type for pass through as they are. */
export function parseListing(text: string): Result<NftListing> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return failed({ code: 'NFT_BAD_LISTING', message: 'nft printed no JSON', detail: String(error).slice(0, 200) });
  }
  if (!isRecord(parsed) || !Array.isArray(parsed['nftables'])) {
    return failed({ code: 'NFT_BAD_LISTING', message: 'nft printed JSON without an nftables list' });
  }
  const objects = parsed['nftables'].filter((entry) => isRecord(entry) && !('metainfo' in entry));
  return ok({ nftables: objects as NftObject[] });
}

export function selectTable(listing: NftListing, ref: TableRef): Result<NftListing> {
  const objects = listing.nftables.filter((object) => {
    if ('table' in object) return object.table.family === ref.family && object.table.name === ref.table;
    const body: { readonly family?: unknown; readonly table?: unknown } | undefined = Object.values(object)[0];
    return body?.family === ref.family && body.table === ref.table;
  });
  if (objects.some((object) => 'table' in object)) return ok({ nftables: objects });
  return failed({ code: 'NFT_NOT_FOUND', message: `table ${ref.family} ${ref.table} does not exist` });
}

export function readSetShape(listing: NftListing, name: string): Result<SetShape> {
  for (const object of listing.nftables) {
    if (!('set' in object) || object.set.name !== name) continue;
    const { type, flags = [] } = object.set;
    const types: readonly KeyType[] = typeof type === 'string' ? [type] : type;
    return ok({ types, intervals: flags.includes('interval'), timeouts: flags.includes('timeout') });
  }
  return failed({ code: 'NFT_NOT_FOUND', message: `set ${name} does not exist` });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
