import { type CodedError, err, type Result } from '@omamori/contract/result';
import type { BundleReport } from '@omamori/contract/state-report';
import type { FeedList } from '../../data-plane/feed-list.ts';
import type { TargetBundle } from '../plan/make-target.ts';

/** A bundle that waits to be put in force, and how it is kept for good once the box runs on it. */
export interface OfferedBundle {
  readonly bundle: TargetBundle;
  /** Set when it takes the place of a newer one that the center took back: then no probation holds it up. */
  readonly insteadOf?: string;
  keep(): Promise<Result<void>>;
}

/** Runs inside a pass: nothing else changes the box meanwhile. */
export type TakeBundle = () => Promise<Result<OfferedBundle>>;

/** One offer at a time; the pass that is due takes it. */
export class BundleOffers {
  #waiting: { take: TakeBundle; settle: (outcome: Result<void>) => void } | null = null;

  put(take: TakeBundle): Promise<Result<void>> {
    if (this.#waiting !== null) return Promise.resolve(err('BND_OFFER_BUSY', 'Another bundle is being looked at.'));
    return new Promise((settle) => {
      this.#waiting = { take, settle };
    });
  }

  /** The offer leaves with the call; its outcome is told to who put it. */
  async judge(judgeOffer: (take: TakeBundle) => Promise<Result<void>>): Promise<void> {
    const offer = this.#waiting;
    if (offer === null) return;
    this.#waiting = null;
    offer.settle(await judgeOffer(offer.take));
  }

  end(): void {
    this.#waiting?.settle(err('BND_OFFER_ENDED', 'The box is stopping.'));
    this.#waiting = null;
  }
}

export type LastBundle = NonNullable<BundleReport['last']>;

export function appliedBundle(version: string): LastBundle {
  return { version, outcome: 'applied', code: null, message: null };
}

export function withdrawnBundle(version: string): LastBundle {
  const message = 'The center took the bundle back; the one before is in force.';
  return { version, outcome: 'failed', code: 'BND_WITHDRAWN', message };
}

export function failedBundle(
  version: string | null,
  outcome: 'refused' | 'failed',
  { code, message }: CodedError,
): LastBundle {
  return { version, outcome, code, message: message.slice(0, 500) };
}

/** What the report says; nothing for a bundle without a date (none of the box's own). */
export function reportOf(
  { version, date, lists = [] }: TargetBundle,
  last: LastBundle | null,
): { bundle?: BundleReport } {
  if (date === undefined) return {};
  const rows = lists.map(({ id, kind, entries, date: of }: FeedList) => ({ id, kind, entries, date: of }));
  return { bundle: { version, date, lists: rows, ...(last === null ? {} : { last }) } };
}
