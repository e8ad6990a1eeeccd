// What a build took, kept, refused and left out, as tables for a person and as the closing JSON line.
import type { BuiltBundle } from './build-bundle.ts';

const MOST_REFUSALS_SHOWN = 12;

export function describeBuild({ manifest, taken, rules, lists }: BuiltBundle): string {
  const sources = taken.map(({ source, entries, date, kept }) => [
    source.id,
    source.kind,
    String(entries),
    date,
    source.licence,
    kept === null ? '' : `last good kept: ${kept}`,
  ]);
  const presets = rules.presets.map((fit) => [
    fit.preset,
    String(fit.rules),
    String(fit.blocking),
    String(fit.leftOut),
    `${fit.estimatedMb} MB`,
    `${fit.estimatedSeconds} s`,
  ]);
  const left = [...rules.leftOut].sort((a, b) => b[1] - a[1]).map(([reason, count]) => [String(count), reason]);
  const kinds = lists.lists.map(({ id, kind, entries, preset, story }) => [id, kind, String(entries), preset, story]);
  return [
    `bundle ${manifest.version}`,
    table(['source', 'kind', 'entries', 'date', 'licence', ''], sources),
    table(['preset', 'rules of feeds', 'blocking', 'no room', 'memory, estimate', 'load, estimate'], presets),
    ...(left.length === 0 ? [] : [table(['left out', 'because'], left)]),
    ...(kinds.length === 0 ? [] : [table(['list', 'kind', 'entries', 'from preset', 'story'], kinds)]),
    ...refusals(lists.refused),
    ...lists.unreadable.map(
      ({ feed, count, examples }) => `${feed}: ${count} lines unreadable, such as ${examples.join(' · ')}\n`,
    ),
  ].join('\n');
}

function refusals(refused: BuiltBundle['lists']['refused']): string[] {
  if (refused.length === 0) return [];
  const rows = refused.slice(0, MOST_REFUSALS_SHOWN).map(({ feed, entry, because }) => [feed, entry, because]);
  const more = refused.length - rows.length;
  if (more > 0) rows.push(['', `and ${more} more`, '']);
  return [table(['feed', 'refused entry', 'because it would block'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((word, at) => Math.max(word.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[head, ...rows].map(line).join('\n')}\n`;
}

/** The closing line of `npm run rules -- build`. */
export function resultOf({ manifest, taken, rules, lists }: BuiltBundle) {
  const sum = (kind: string) =>
    lists.lists.filter((list) => list.kind === kind).reduce((all, { entries }) => all + entries, 0);
  return {
    ok: true,
    version: manifest.version,
    sources: taken.length,
    kept: taken.filter(({ kept }) => kept !== null).map(({ source }) => source.id),
    rules: rules.count,
    presets: Object.fromEntries(rules.presets.map(({ preset, rules: count }) => [preset, count])),
    domains: sum('domains'),
    addresses: sum('addresses'),
    urls: sum('urls'),
    hashes: sum('hashes'),
    categories: lists.categories.length,
    refused: lists.refused.length,
    leftOut: Object.fromEntries(rules.leftOut),
  };
}
