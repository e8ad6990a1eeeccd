import type { ListChange } from '../change-words.ts';

const WAYS = { inbound: 'from', outbound: 'to', both: 'from and to' } as const;

export function listChangeInEnglish(change: ListChange): string {
  switch (change.kind) {
    case 'address-list-added':
      return `Traffic ${WAYS[change.direction]} the addresses of the list “${change.name}” is stopped (${change.count} in all).`;
    case 'address-list-removed':
      return `The list “${change.name}” no longer stops anything (${change.count} addresses).`;
    case 'address-list-turned':
      return `The list “${change.name}” stops traffic ${WAYS[change.direction]} its addresses.`;
    case 'domain-list-added':
      return `The sites of the list “${change.name}” can no longer be reached (${change.count} in all).`;
    case 'domain-list-removed':
      return `The list “${change.name}” no longer stops anything (${change.count} sites).`;
    case 'address-list-changed':
      return `The list “${change.name}”: ${counts(change.added, change.removed, 'addresses')}.`;
    case 'domain-list-changed':
      return `The list “${change.name}”: ${counts(change.added, change.removed, 'sites')}.`;
  }
}

function counts(added: number, removed: number, what: string): string {
  return [
    ...(added > 0 ? [`${added} more ${what} stopped`] : []),
    ...(removed > 0 ? [`${removed} ${what} no longer stopped`] : []),
  ].join(', ');
}
