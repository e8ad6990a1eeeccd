import type { AddressList, DomainList } from '@omamori/contract/desired-state';
import type { ListChange } from '../../wording/change-words.ts';
import { without } from './without.ts';

/** Lists are known by their name; the entries are counted, not named: there may be fifty thousand. */
export function addressListChanges(before: readonly AddressList[], after: readonly AddressList[]): ListChange[] {
  return [
    ...after.flatMap((list): ListChange[] => {
      const { name, direction, entries } = list;
      const known = before.find((one) => one.name === name);
      if (known === undefined) return [{ kind: 'address-list-added', name, direction, count: entries.length }];
      const turned = known.direction === direction ? [] : [{ kind: 'address-list-turned' as const, name, direction }];
      return [...turned, ...entryChange('address-list-changed', known, list)];
    }),
    ...gone(before, after).map(({ name, direction, entries }) => ({
      kind: 'address-list-removed' as const,
      name,
      direction,
      count: entries.length,
    })),
  ];
}

export function domainListChanges(before: readonly DomainList[], after: readonly DomainList[]): ListChange[] {
  return [
    ...after.flatMap((list): ListChange[] => {
      const known = before.find((one) => one.name === list.name);
      return known === undefined
        ? [{ kind: 'domain-list-added', name: list.name, count: list.entries.length }]
        : entryChange('domain-list-changed', known, list);
    }),
    ...gone(before, after).map(({ name, entries }) => ({
      kind: 'domain-list-removed' as const,
      name,
      count: entries.length,
    })),
  ];
}

function entryChange(
  kind: 'address-list-changed' | 'domain-list-changed',
  before: DomainList,
  after: DomainList,
): ListChange[] {
  const added = without(after.entries, before.entries).length;
  const removed = without(before.entries, after.entries).length;
  return added + removed === 0 ? [] : [{ kind, name: after.name, added, removed }];
}

function gone<T extends { readonly name: string }>(before: readonly T[], after: readonly T[]): T[] {
  return before.filter(({ name }) => !after.some((one) => one.name === name));
}
