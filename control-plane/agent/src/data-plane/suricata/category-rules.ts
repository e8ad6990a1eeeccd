// F4: categories that the policy blocks, refused in the ways of the web guard. Told to nobody as a detection: that would
// name a person; the device's user reads why on the block page, and the room of counts counts it (protection/off-duty).
import { blockTime, categoryMode, type OffDuty } from '@omamori/contract/off-duty';
import { type DomainSet, domainSet, domainSetRules, type ListRules } from './domain-rules.ts';
import { gateFile, gateMatch } from './time-gate.ts';

/** What this room needs of the bundle's categories. */
export interface BlockableCategory {
  readonly category: string;
  readonly feed: string;
  readonly read: () => readonly string[];
}

/** Numbers the box gives itself: a hundred for each category of the bundle, up to 1,904,999. */
const FIRST_SID = 1_900_100;
const SIDS_OF_A_LIST = 100;
const MOST_BLOCKED = 49;
/** Also where a feed lists them under a category; see rules/categories/embedded.txt. */
const EMBEDDED = 'embedded';

const sets = new WeakMap<BlockableCategory, { readonly key: string; readonly set: DomainSet }>();

export function categoryRules(
  categories: readonly BlockableCategory[],
  offDuty: OffDuty,
  engine: 'block' | 'detect',
  addressesOf: (mac: string) => readonly string[],
): ListRules {
  const blocked = categories.filter(({ category }) => categoryMode(offDuty, category) === 'block');
  if (engine === 'detect' || blocked.length === 0) return { lines: [], files: [] };
  const spared = offDuty.devices.flatMap((mac) => [...addressesOf(mac)]).sort();
  const exempt = categories.filter(({ category }) => category === EMBEDDED).flatMap(({ read }) => [...read()]);
  const made = blocked.slice(0, MOST_BLOCKED).map((list, index) => {
    const told = { story: 'other', function: 'F4', severity: 'low', feed: list.feed } as const;
    const when = blockTime(offDuty, list.category);
    const set = setOf(list, exempt, offDuty.sites);
    const rules = domainSetRules(set, told, 'drop', FIRST_SID + index * SIDS_OF_A_LIST, {
      more: (buffer) => `${unlessBelow(buffer, list, offDuty.sites)}${gateMatch(when, buffer)}`,
      from: spared.length === 0 ? 'any any' : `![${spared.join(',')}] any`,
      tags: `, omamori_told nobody, omamori_category ${list.category}`,
    });
    return when === null ? rules : { lines: rules.lines, files: [...rules.files, gateFile(when)] };
  });
  const files = new Map(made.flatMap((one) => one.files).map((file) => [file.name, file]));
  return { lines: made.flatMap(({ lines }) => lines), files: [...files.values()] };
}

/** Without the names that stand inside other pages and those the company allows. */
function setOf(list: BlockableCategory, exempt: readonly string[], sites: readonly string[]): DomainSet {
  const key = `${exempt.length} ${sites.join(' ')}`;
  const known = sets.get(list);
  if (known?.key === key) return known.set;
  const out = new Set([...exempt, ...sites]);
  const set = domainSet(list.read().filter((name) => !isBelow(name, out)));
  sets.set(list, { key, set });
  return set;
}

function isBelow(name: string, above: ReadonlySet<string>): boolean {
  const labels = name.split('.');
  return labels.some((_, index) => above.has(labels.slice(index).join('.')));
}

/** A site that is allowed although one above it is listed: the rules of the list leave its names alone. */
function unlessBelow(buffer: string, list: BlockableCategory, sites: readonly string[]): string {
  const listed = new Set(list.read());
  const lower = buffer === 'http.host' ? '' : 'to_lowercase; ';
  return sites
    .filter((site) => isBelow(site, listed))
    .map((site) => `${buffer}; ${lower}dotprefix; content:!".${site}"; endswith; `)
    .join('');
}
