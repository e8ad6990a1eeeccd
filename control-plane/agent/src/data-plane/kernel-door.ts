import { type CodedError, err, type Result } from '@omamori/contract/result';
import type { Nft, NftError, Result as NftResult } from 'node-nftables';
import type { BundleSetPlan } from './ruleset/ruleset-plan.ts';

/** What this room needs of nftables; `Nft` fits, and so does a fake. */
export type KernelDoor = Pick<Nft, 'run' | 'replaceSet' | 'list'>;

/** What a set of the bundle holds, as ranges `from-to`, prefixes or addresses. */
export type SetContents = (set: BundleSetPlan) => Iterable<string>;

/** Ranges of a country as `from-to`, prefixes or addresses; nothing for a country the table does not know. */
export type CountryRanges = (country: string, family: 4 | 6) => Iterable<string>;

/** The package's own error as ours: its code is kept, its detail goes to the log. */
export function fromNft<T>(result: NftResult<T>): Result<T> {
  if (result.ok) return result;
  const { code, message, detail, element }: NftError = result.error;
  const facts: CodedError['detail'] = { cause: detail ?? null, element: element ?? null };
  return err(code, message, facts);
}
