import type { ServiceFunction, Severity, StoryKind } from '@omamori/contract/detection';
import type { HomeNetworks } from '../../platform/home-networks.ts';

/** Stands before a feed's id where a block or `listOf` names a list of the bundle; lists that people write have no dot. */
export const FEED_MARK = 'feed.';

/** What the bundle says of an address list of one of its feeds. */
export interface FeedMeaning {
  readonly function: ServiceFunction;
  readonly story: StoryKind;
  readonly severity: Severity;
}

/** What a classifier may ask: nothing here touches disk or network. */
export interface ClassifyContext {
  readonly home: HomeNetworks;
  readonly countryOf: (ip: string) => string | null;
  /** The device that has or last had this address. */
  readonly deviceOf: (ip: string) => { readonly mac: string; readonly name: string | null } | null;
  /** The address list in force that names this address; for attempts found in the ledger. */
  readonly listOf: (ip: string) => string | null;
  readonly feedOf: (feed: string) => FeedMeaning | null;
  /** YYYY-MM-DD of the entries or rules of a feed of the bundle. */
  readonly feedDateOf: (feed: string) => string | null;
  readonly nameOf: (mac: string) => string | null;
  readonly clockSynced: () => boolean;
}

/** The feed's date as a detection carries it: left out where the bundle does not know the feed. */
export function datedFeed(feed: string, { feedDateOf }: Pick<ClassifyContext, 'feedDateOf'>): { feedDate?: string } {
  const feedDate = feedDateOf(feed);
  return feedDate === null ? {} : { feedDate };
}
