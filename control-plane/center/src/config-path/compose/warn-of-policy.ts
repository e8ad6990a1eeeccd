import { type CountryTable, countryOf } from '@omamori/bundle/country-table';
import { readCountryData } from '@omamori/bundle/read-country-csv';
import type { PolicyPreview } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { wordPolicyProblem } from '../../wording/word-policy-problem.ts';
import { warnOfLists } from './check-lists.ts';
import { readPrefix } from './check-policy.ts';
import { warnOfTimed } from './check-timed.ts';

type Problem = PolicyPreview['problems'][number];

/** Most addresses an allow list entry may hold before it is worth a word. */
const WIDE_ALLOW = { 4: 16, 6: 32 } as const;

let table: Promise<CountryTable | null> | undefined;

/** The country data is read at the first need, once; about 4 MB stay in memory. */
async function countries(): Promise<CountryTable | null> {
  table ??= readCountryData().then((read) => (read.ok ? read.value.table : null));
  return await table;
}

/**
 * What is allowed but worth a second look. Codes: CTR_WARN_PROTECTED_COUNTRY (stays reachable, protected destinations
 * go first), CTR_WARN_HOME_COUNTRY, CTR_WARN_NO_INSPECTION, CTR_WARN_WIDE_ALLOW, those of lists and of what is timed.
 * `devices`: MAC addresses the box has seen.
 */
export async function warnOfPolicy(
  policy: Policy,
  protectedDestinations: readonly string[],
  devices: ReadonlySet<string>,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  const blocked = new Set([...policy.geo.blockInbound, ...policy.geo.blockOutbound]);
  if (blocked.has('JP')) {
    problems.push({
      code: 'CTR_WARN_HOME_COUNTRY',
      message: 'Japan is blocked: most of what the office uses will stop working.',
    });
  }
  if (policy.ips.mode === 'off') {
    problems.push({
      code: 'CTR_WARN_NO_INSPECTION',
      message: 'Nothing will be inspected; only addresses and ports are.',
    });
  }
  for (const { protocol, port, allow } of policy.ports) {
    const wide = allow.find((text) => isWide(text));
    if (wide === undefined) continue;
    const message = `${protocol}/${port} lets in ${wide}, which is very many addresses.`;
    problems.push({ code: 'CTR_WARN_WIDE_ALLOW', message });
  }
  const worded = [...warnOfLists(policy), ...warnOfTimed(policy, devices)].map(wordPolicyProblem);
  return [...problems, ...worded, ...(await warnOfProtected(blocked, protectedDestinations))];
}

function isWide(text: string): boolean {
  const prefix = readPrefix(text);
  return prefix !== undefined && prefix.length < WIDE_ALLOW[prefix.family];
}

async function warnOfProtected(blocked: ReadonlySet<string>, destinations: readonly string[]): Promise<Problem[]> {
  if (blocked.size === 0) return [];
  const known = await countries();
  if (known === null) return [];
  return destinations.flatMap((destination) => {
    const prefix = readPrefix(destination);
    const country = prefix === undefined ? null : countryOf(known, prefix.address);
    if (country === null || !blocked.has(country)) return [];
    const message = `The protected destination ${destination} lies in ${country}; it stays reachable.`;
    return [{ code: 'CTR_WARN_PROTECTED_COUNTRY', message }];
  });
}
