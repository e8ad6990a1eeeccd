/**
 * The one place where texts of the nft program are understood (1.0.6 and 1.1.3 read). First match wins: kernel
 * answers come before parser complaints, because the latter's words ("Invalid …") occur in both.
 */
import type { NftError, NftErrorCode } from '../../src/nft-error.ts';

interface Known {
  readonly pattern: RegExp;
  readonly error: { readonly code: NftErrorCode; readonly message: string };
}

const KNOWN: readonly Known[] = [
  {
    pattern: /Operation not permitted|must be root|Permission denied/,
    error: { code: 'NFT_PERMISSION', message: 'the process may not change nftables (CAP_NET_ADMIN)' },
  },
  {
    pattern: /overlaps with an existing one|conflicting intervals/,
    error: { code: 'NFT_OVERLAP', message: 'an element overlaps another one of the set' },
  },
  {
    pattern: /Too many open files in system/,
    error: { code: 'NFT_SET_FULL', message: 'the set has reached its size' },
  },
  {
    pattern: /Device or resource busy/,
    error: { code: 'NFT_IN_USE', message: 'the object is still referred to by another one' },
  },
  { pattern: /File exists/, error: { code: 'NFT_EXISTS', message: 'the object exists already' } },
  {
    pattern: /No such file or directory|element does not exist/,
    error: {
      code: 'NFT_NOT_FOUND',
      message: 'a table, chain, set or element does not exist, or the kernel lacks a statement of the rule',
    },
  },
  {
    pattern: /Operation not supported|Protocol not supported|Address family not supported/,
    error: { code: 'NFT_UNSUPPORTED', message: 'this kernel cannot do that' },
  },
  {
    pattern: /Cannot allocate memory|No buffer space available|Message too long/,
    error: { code: 'NFT_NO_MEMORY', message: 'the kernel had no memory or buffer for the transaction' },
  },
  {
    pattern: /Resource temporarily unavailable|Interrupted system call/,
    error: { code: 'NFT_BUSY', message: 'the ruleset changed meanwhile' },
  },
  {
    pattern: /Could not process rule/,
    error: { code: 'NFT_REJECTED', message: 'the kernel refused the transaction' },
  },
  {
    pattern: /syntax error|Parsing|Unknown|Invalid|Unexpected|JSON|[Ff]ailed to parse|not valid/,
    error: { code: 'NFT_SYNTAX', message: 'the document is not what nft understands' },
  },
];

export function mapProgramError(stderr: string): NftError {
  const detail = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, 4)
    .join(' | ')
    .slice(0, 600);
  for (const { pattern, error } of KNOWN) {
    if (pattern.test(stderr)) return { ...error, detail };
  }
  return { code: 'NFT_REJECTED', message: 'nft failed for a reason it is not known for', detail };
}

/** nft 1.0.6 has no word for `dynamic` in JSON and sets the flag by itself when a rule of the document writes the set. */
export function lacksDynamicFlag(error: NftError): boolean {
  return error.code === 'NFT_SYNTAX' && (error.detail ?? '').includes('Invalid set flag');
}
