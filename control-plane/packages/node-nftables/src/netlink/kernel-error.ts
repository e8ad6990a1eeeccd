/** The one place where the kernel's errno become codes of this package. */
import type { NftError, NftErrorCode } from '../nft-error.ts';
import * as errno from './errno.ts';

/** What a message of a transaction was about, for the sentence of an error. */
export interface Subject {
  /** E.g. `set geo4 of bridge utm`. */
  readonly what: string;
  /** Elements of intervals: what exists already is then a part of another interval, equal ones being fine. */
  readonly existsMeansOverlap?: boolean;
  /** For rules: the kernel's name of the expression at an offset of the message. */
  readonly statement?: ((offset: number) => string | undefined) | undefined;
  /** For element messages: the text of the element at an offset of the message. */
  readonly element?: ((offset: number) => string | undefined) | undefined;
}

export interface KernelAnswer {
  readonly errno: number;
  /** Offset of the refused attribute within its message, when the kernel says so. */
  readonly offset?: number | undefined;
  /** The kernel's own words, when it has any. */
  readonly reason?: string | undefined;
}

const CODES: Readonly<Record<number, readonly [NftErrorCode, string]>> = {
  [errno.EPERM]: ['NFT_PERMISSION', 'the process may not change nftables (CAP_NET_ADMIN)'],
  [errno.EACCES]: ['NFT_PERMISSION', 'the process may not change nftables (CAP_NET_ADMIN)'],
  [errno.ENOENT]: ['NFT_NOT_FOUND', 'it, or what it refers to, does not exist, or the kernel lacks a statement of it'],
  [errno.EEXIST]: ['NFT_EXISTS', 'it exists already, or exists otherwise than asked for'],
  [errno.ENOTEMPTY]: ['NFT_OVERLAP', 'an element overlaps another one of the set'],
  [errno.EBUSY]: ['NFT_IN_USE', 'it is still referred to by another object'],
  [errno.ENFILE]: ['NFT_SET_FULL', 'the set has reached its size'],
  [errno.EOPNOTSUPP]: ['NFT_UNSUPPORTED', 'this kernel cannot do that'],
  [errno.EPROTONOSUPPORT]: ['NFT_UNSUPPORTED', 'this kernel cannot do that'],
  [errno.EAFNOSUPPORT]: ['NFT_UNSUPPORTED', 'this kernel does not know the family'],
  [errno.ENOMEM]: ['NFT_NO_MEMORY', 'the kernel had no memory for the transaction'],
  [errno.ENOBUFS]: ['NFT_NO_MEMORY', 'the kernel had no buffer for the transaction'],
  [errno.EMSGSIZE]: ['NFT_NO_MEMORY', 'the transaction is larger than the socket may send'],
  [errno.EAGAIN]: ['NFT_BUSY', 'the ruleset changed meanwhile'],
  [errno.EINTR]: ['NFT_BUSY', 'the call was interrupted'],
  [errno.ERESTART]: ['NFT_BUSY', 'the ruleset changed meanwhile'],
  [errno.ELOOP]: ['NFT_REJECTED', 'chains jump in a circle'],
};

/** Expressions that refer to a set, chain or object: ENOENT about one of them means that it is not there. */
const REFERRING = new Set(['lookup', 'dynset', 'objref', 'immediate', 'flow_offload']);

/** A rule whose expression the kernel does not know, neither built in nor as a module it could load. */
function lackingError(answer: KernelAnswer, subject: Subject): NftError | undefined {
  const isAbsent = answer.errno === errno.ENOENT || answer.errno === errno.EOPNOTSUPP;
  const name = answer.offset === undefined ? undefined : subject.statement?.(answer.offset);
  if (!isAbsent || name === undefined || REFERRING.has(name)) return undefined;
  if (answer.errno === errno.EOPNOTSUPP) {
    return {
      code: 'NFT_UNSUPPORTED',
      message: `${subject.what}: the kernel cannot do "${name}" in this family or at this hook; nothing was changed`,
      object: subject.what,
      detail: errno.errnoName(answer.errno),
    };
  }
  return {
    code: 'NFT_UNSUPPORTED',
    message: `${subject.what}: this kernel has no "${name}" here (module nft_${name} is missing); nothing was changed`,
    object: subject.what,
    detail: errno.errnoName(answer.errno),
  };
}

export function kernelError(answer: KernelAnswer, subject: Subject): NftError {
  const lacking = lackingError(answer, subject);
  if (lacking !== undefined) return lacking;
  const number = answer.errno === errno.EEXIST && subject.existsMeansOverlap === true ? errno.ENOTEMPTY : answer.errno;
  const [code, meaning] = CODES[number] ?? ['NFT_REJECTED', 'the kernel refused it'];
  const words = [errno.errnoName(answer.errno), answer.reason].filter((text) => text !== undefined && text !== '');
  const element = answer.offset === undefined ? undefined : subject.element?.(answer.offset);
  return {
    code: code as NftErrorCode,
    message: `${subject.what}${element === undefined ? '' : `, element ${element}`}: ${meaning}; nothing was changed`,
    object: subject.what,
    detail: words.join(': ').slice(0, 300),
    ...(element === undefined ? {} : { element: element.slice(0, 100) }),
  };
}
