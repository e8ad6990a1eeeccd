/**
 * Expected failures of this package are values. This file is the only list of codes of the nftables half;
 * the NFLOG half adds its own in log/nflog-error.ts.
 */
export type NftErrorCode =
  | 'NFT_NOT_FOUND'
  | 'NFT_EXISTS'
  | 'NFT_OVERLAP'
  | 'NFT_IN_USE'
  | 'NFT_SET_FULL'
  | 'NFT_SYNTAX'
  | 'NFT_UNSUPPORTED'
  | 'NFT_PERMISSION'
  | 'NFT_NETNS_MISSING'
  | 'NFT_BUSY'
  | 'NFT_NO_MEMORY'
  | 'NFT_BAD_LISTING'
  | 'NFT_BAD_NAME'
  | 'NFT_BAD_ELEMENT'
  | 'NFT_TOO_MANY'
  | 'NFT_REJECTED'
  | 'NFT_CLOSED';

export interface NftError<Code extends string = NftErrorCode> {
  readonly code: Code;
  /** One line for a log, never for a screen. */
  readonly message: string;
  /** With NFT_BAD_ELEMENT: the offending element as it was given, cut to 100 characters. */
  readonly element?: string;
  /** What the refusal is about: `rule 3 of chain c of inet utm`, `set geo4 of bridge utm`. */
  readonly object?: string;
  /** First lines of what the kernel or the program said, bounded. */
  readonly detail?: string;
}

export type Result<T, E = NftError> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export const done: { readonly ok: true; readonly value: undefined } = { ok: true, value: undefined };

export function failed<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}
