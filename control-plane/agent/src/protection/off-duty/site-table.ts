import { categoryMode, type OffDuty } from '@omamori/contract/off-duty';

/** What this room needs of the bundle's categories; the bundle's own form fits. */
export interface NamedCategory {
  readonly category: string;
  readonly read: () => readonly string[];
}

/** Names inside other people's pages: see rules/categories/embedded.txt. */
export const EMBEDDED = 'embedded';
/** A bundle from feeds has about 120,000; each costs about a hundred bytes. */
const MOST_NAMES = 400_000;

export interface Site {
  /** As listed: it stands for all names below it. */
  readonly site: string;
  readonly category: string;
}

/** The category of a name, by the longest listed part of it; null for what is counted nowhere. */
export type SiteTable = (name: string) => Site | null;

/**
 * A name that is embedded, or that the policy takes out, has no category even where a feed lists it: of a listed site and
 * an exempted one, the one that says more of the name counts. Where two categories list one name, the first counts.
 */
export function siteTable(
  categories: readonly NamedCategory[],
  policy: Pick<OffDuty, 'categories' | 'sites'>,
): SiteTable {
  const found = new Map<string, string>();
  for (const { category, read } of categories) {
    const exempts = category === EMBEDDED;
    if (!exempts && categoryMode(policy, category) === 'off') continue;
    for (const name of read()) {
      if (found.size >= MOST_NAMES) break;
      if (exempts || !found.has(name)) found.set(name, category);
    }
  }
  for (const site of policy.sites) found.set(site.toLowerCase(), EMBEDDED);
  return (name) => {
    for (let from = 0; from !== -1; ) {
      const part = name.slice(from);
      const category = found.get(part);
      if (category !== undefined) return category === EMBEDDED ? null : { site: part, category };
      const dot = name.indexOf('.', from);
      from = dot === -1 ? -1 : dot + 1;
    }
    return null;
  };
}
