import { blockTime, categoryMode, type OffDuty } from '@omamori/contract/off-duty';
import type { OffDutyChange } from '../../wording/off-duty-facts.ts';
import { without } from './without.ts';

/** Both in normal form. A category that is said as it would be without saying changes nothing. */
export function offDutyChanges(from: OffDuty, to: OffDuty): OffDutyChange[] {
  const names = [...new Set([...from.categories, ...to.categories].map(({ category }) => category))].sort();
  const [allowed, listed] = [without(to.sites, from.sites), without(from.sites, to.sites)];
  const [spared, unspared] = [without(to.devices, from.devices), without(from.devices, to.devices)];
  const said = (requests: OffDuty['persons']) => new Set(requests.map((request) => JSON.stringify(request)));
  const [before, after] = [said(from.persons), said(to.persons)];
  const still = new Set(to.persons.map(({ mac }) => mac));
  return [
    ...names
      .filter(
        (name) => categoryMode(from, name) !== categoryMode(to, name) || blockTime(from, name) !== blockTime(to, name),
      )
      .map((name) => ({
        kind: 'category-mode' as const,
        category: name,
        mode: categoryMode(to, name),
        when: blockTime(to, name),
      })),
    ...(allowed.length > 0 ? [{ kind: 'sites-allowed' as const, sites: allowed }] : []),
    ...(listed.length > 0 ? [{ kind: 'sites-listed' as const, sites: listed }] : []),
    ...(spared.length > 0 ? [{ kind: 'category-spared' as const, devices: spared }] : []),
    ...(unspared.length > 0 ? [{ kind: 'category-unspared' as const, devices: unspared }] : []),
    ...to.persons
      .filter((request) => !before.has(JSON.stringify(request)))
      .map((request) => ({ kind: 'person-asked' as const, request })),
    ...from.persons
      .filter((request) => !after.has(JSON.stringify(request)) && !still.has(request.mac))
      .map((request) => ({ kind: 'person-ended' as const, request })),
    ...(JSON.stringify(from.calendar) === JSON.stringify(to.calendar) ? [] : [{ kind: 'work-calendar' as const }]),
  ];
}
