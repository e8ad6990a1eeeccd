// Joins the bundles on the box with who asks about them (classifier, config path, replay) and with the two ways in which
// new ones come, for main.ts: ordered by the center (deliver-bundles.ts), or put by a technician into `incoming`.
import { join } from 'node:path';
import { countryOf, countryRanges } from '@omamori/bundle/country-table';
import type { Bundle } from '@omamori/bundle/open-bundle';
import { ok, type Result } from '@omamori/contract/result';
import { type BundleStore, openBundleStore } from './config-path/bundle/bundle-store.ts';
import { watchIncoming } from './config-path/bundle/watch-incoming.ts';
import type { ConfigPath } from './config-path/config-path.ts';
import type { Policy, TargetBundle } from './config-path/plan/make-target.ts';
import { feedAddressLists } from './data-plane/feed-list.ts';
import { feedTable } from './data-plane/feed-table.ts';
import { FEED_MARK, type FeedMeaning } from './event-path/classify/classify-context.ts';
import { listTable } from './event-path/classify/list-table.ts';
import type { Log } from './platform/log.ts';
import type { Settings } from './settings.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

export interface BundlesInForce {
  inForce(): Bundle;
  /** The bundle in force as the config path uses it. */
  target(): TargetBundle;
  knowsCountry(country: string): boolean;
  countryOf(ip: string): string | null;
  feedOf(feed: string): FeedMeaning | null;
  feedDateOf(feed: string): string | null;
  /** Which list of the policy or of the bundle names an address, as the kernel's message would say it. */
  listOf(policy: Pick<Policy, 'addressLists' | 'disabledLists' | 'ips'>): (ip: string) => string | null;
  /** See BundleStore. */
  readonly store: Pick<BundleStore, 'floor' | 'folders'>;
  /** Puts the whole bundle of a folder in force. Errors: those of BundleStore.take and of the trial. */
  offer(config: ConfigPath, folder: string): Promise<Result<void>>;
  /** The one before is in force again. Errors: those of BundleStore.before and of the trial. */
  giveBack(config: ConfigPath): Promise<Result<void>>;
  /** Takes what arrives from now on; gives what ends it. */
  watch(config: ConfigPath): Promise<() => Promise<void>>;
}

/** Errors: those of openBundle, for the image's bundle where no other can be in force. */
export async function openBundlesInForce(settings: Settings, log: Log): Promise<Result<BundlesInForce>> {
  const folder = join(settings.dataDir, 'bundles');
  const trusted = settings.center.trustedKeys;
  const opened = await openBundleStore({ folder, imageFolder: settings.bundleDir, trusted });
  if (!opened.ok) return opened;
  const { store, problem } = opened.value;
  if (problem !== null) log.error(problem, 'the bundle in force before is damaged; an earlier one is in force');
  const now = () => store.inForce();
  return ok({
    inForce: now,
    target: () => targetOf(now()),
    knowsCountry: (country) => now().countries.codes.includes(country),
    countryOf: (ip) => countryOf(now().countries, ip),
    feedOf: (feed) => now().lists.find(({ id, kind }) => id === feed && kind === 'addresses') ?? null,
    feedDateOf: (feed) => dateOf(now(), feed),
    listOf: (policy) => {
      const own = listTable(policy.addressLists);
      const feeds = feedTable(feedAddressLists(now().lists, policy));
      return (ip) => own(ip) ?? marked(feeds(ip));
    },
    store,
    offer: (config, arrived) => offer(store, config, arrived),
    giveBack: (config) => giveBack(store, config),
    watch: async (config) => {
      const watch = await watchIncoming(join(folder, 'incoming'), (arrived) => judge(store, config, arrived));
      return () => watch.stop();
    },
  });
}

function offer(store: BundleStore, config: ConfigPath, arrived: string): Promise<Result<void>> {
  return config.offerBundle(async () => {
    const taken = await store.take(arrived);
    return taken.ok ? ok({ bundle: targetOf(taken.value.bundle), keep: taken.value.keep }) : taken;
  });
}

function giveBack(store: BundleStore, config: ConfigPath): Promise<Result<void>> {
  const insteadOf = store.inForce().version;
  return config.offerBundle(async () => {
    const before = await store.before();
    return before.ok ? ok({ bundle: targetOf(before.value.bundle), keep: before.value.keep, insteadOf }) : before;
  });
}

async function judge(store: BundleStore, config: ConfigPath, arrived: string): Promise<'taken' | 'refused' | 'later'> {
  const judged = await offer(store, config, arrived);
  if (judged.ok) return 'taken';
  return judged.error.code === 'CFG_CENTER_SILENT' || judged.error.code === 'BND_OFFER_BUSY' ? 'later' : 'refused';
}

function targetOf(bundle: Bundle): TargetBundle {
  const { version, rules, date, lists, categories, countries, applications, protectedNames = [] } = bundle;
  const ranges = (country: string, family: 4 | 6) => countryRanges(countries, country, family);
  return { version, rules, date, lists, categories, applications, protectedNames, ranges };
}

function dateOf({ lists, sources }: Bundle, feed: string): string | null {
  const date = lists.find(({ id }) => id === feed)?.date ?? sources.find(({ name }) => name === feed)?.version;
  return date !== undefined && DATE.test(date) ? date : null;
}

function marked(feed: string | null): string | null {
  return feed === null ? null : `${FEED_MARK}${feed}`;
}
