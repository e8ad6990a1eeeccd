import type { BundleListRow, BundleManifest } from '../manifest.ts';
import type { Guard } from '../protect/protected-destinations.ts';
import { selfAndParents } from '../protect/protected-destinations.ts';
import { mergeRanges, parseRange, rangeText } from '../read/address-range.ts';
import { readEntries } from '../read/read-entries.ts';
import type { ListSource } from '../source/source-list.ts';
import type { Taken } from '../source/take-source.ts';

export interface CollectedLists {
  readonly lists: readonly BundleListRow[];
  readonly categories: BundleManifest['categories'];
  /** File name in the bundle → entries, one a line, sorted. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  /** What no list may block, by feed. */
  readonly refused: readonly Refusal[];
  readonly unreadable: readonly {
    readonly feed: string;
    readonly count: number;
    readonly examples: readonly string[];
  }[];
}

export interface Refusal {
  readonly feed: string;
  readonly entry: string;
  /** The protected group, or what is wrong with the entry. */
  readonly because: string;
}

export function collectLists(taken: readonly Taken[], guard: Guard): CollectedLists {
  const lists: BundleListRow[] = [];
  const categories: BundleManifest['categories'] = [];
  const files = new Map<string, readonly string[]>();
  const refused: Refusal[] = [];
  const unreadable: CollectedLists['unreadable'][number][] = [];
  for (const { source, text, date } of taken) {
    if (source.kind === 'suricata-rules') continue;
    const entries = readEntries(text, source.kind === 'list' ? source.format : 'plain');
    if (entries.unreadable.count > 0) unreadable.push({ feed: source.id, ...entries.unreadable });
    if (source.kind === 'category') {
      const file = `categories/${source.id}.domains`;
      const domains = withoutChildren(new Set(unprotected(source.id, entries.domains, guard, refused)));
      files.set(file, domains);
      categories.push({ category: source.category, file, entries: domains.length, feed: source.id });
      continue;
    }
    for (const [kind, kept] of guarded(source, entries, guard, refused)) {
      if (kept.length === 0) continue;
      const file = `lists/${source.id}.${kind}`;
      files.set(file, kept);
      lists.push(rowOf(source, kind, file, kept.length, date));
    }
  }
  return { lists, categories, files, refused, unreadable };
}

function rowOf(
  source: ListSource,
  kind: BundleListRow['kind'],
  file: string,
  entries: number,
  date: string,
): BundleListRow {
  const { id, story, severity, preset, direction } = source;
  return { id, kind, file, entries, function: source.function, story, severity, preset, direction, date };
}

/** What the service protects no category may block either. */
function unprotected(feed: string, domains: Iterable<string>, guard: Guard, refused: Refusal[]): string[] {
  return [...domains].filter((domain) => {
    const because = guard.refuseDomain(domain);
    if (because !== null) refused.push({ feed, entry: domain, because });
    return because === null;
  });
}

type ByKind = readonly (readonly [BundleListRow['kind'], readonly string[]])[];

function guarded(
  source: ListSource,
  entries: ReturnType<typeof readEntries>,
  guard: Guard,
  refused: Refusal[],
): ByKind {
  const domains = unprotected(source.id, entries.domains, guard, refused);
  const ranges = [...entries.addresses].flatMap((text) => {
    const range = parseRange(text);
    if (range === null) return [];
    const because = guard.refuseAddress(range);
    if (because !== null) refused.push({ feed: source.id, entry: text, because });
    return because === null ? [range] : [];
  });
  return [
    ['domains', withoutChildren(new Set(domains))],
    ['addresses', mergeRanges(ranges).map(rangeText)],
    ['urls', [...entries.urls].sort()],
    ['hashes', [...entries.hashes].sort()],
  ];
}

/** A name holds for all names below it: those are left out. Sorted. */
function withoutChildren(domains: ReadonlySet<string>): string[] {
  const above = (name: string) =>
    selfAndParents(name)
      .slice(1)
      .some((parent) => domains.has(parent));
  return [...domains].filter((name) => !above(name)).sort();
}
