import { type FeedList, type FeedListPolicy, feedListsOf } from '../feed-list.ts';
import { type DomainSet, domainSet, domainSetRules, type ListRules } from './domain-rules.ts';
import { type HashSet, hashSet, hashSetRules } from './hash-rules.ts';
import { type UrlSet, urlSet, urlSetRules } from './url-rules.ts';

/** Rule numbers of the bundle's lists: a hundred for each, by its place in the bundle; the manifest has 400 at most. */
const FEED_LIST_SID = 1_960_000;
const SIDS_OF_A_LIST = 100;

/** What was made of a list lives as long as its bundle. */
const domains = new WeakMap<FeedList, DomainSet>();
const urls = new WeakMap<FeedList, UrlSet>();
const hashes = new WeakMap<FeedList, HashSet>();

/** The domain, URL and hash lists of the bundle that the policy uses. Mode `off` has none. */
export function feedRules(lists: readonly FeedList[], policy: FeedListPolicy): ListRules {
  const { mode } = policy.ips;
  if (mode === 'off') return { lines: [], files: [] };
  const used = new Set(feedListsOf(lists, policy));
  const made = lists.flatMap((list, index) => {
    if (!used.has(list)) return [];
    return [rulesOf(list, mode === 'block' ? 'drop' : 'alert', FEED_LIST_SID + index * SIDS_OF_A_LIST)];
  });
  return { lines: made.flatMap(({ lines }) => lines), files: made.flatMap(({ files }) => files) };
}

function rulesOf(list: FeedList, action: 'drop' | 'alert', firstSid: number): ListRules {
  const told = { story: list.story, function: list.function, severity: list.severity, feed: list.id };
  if (list.kind === 'domains') return domainSetRules(kept(domains, list, domainSet), told, action, firstSid);
  if (list.kind === 'urls') return urlSetRules(kept(urls, list, urlSet), told, action, firstSid);
  if (list.kind === 'hashes') return hashSetRules(kept(hashes, list, hashSet), told, action, firstSid);
  return { lines: [], files: [] };
}

function kept<T>(cache: WeakMap<FeedList, T>, list: FeedList, make: (entries: readonly string[]) => T): T {
  const known = cache.get(list);
  if (known !== undefined) return known;
  const made = make(list.read());
  cache.set(list, made);
  return made;
}
