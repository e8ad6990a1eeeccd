export interface AuditFilter {
  actor: string;
  act: string;
  target: string;
  outcome: '' | 'done' | 'refused';
}

export const NO_AUDIT_FILTER: AuditFilter = { actor: '', act: '', target: '', outcome: '' };
export const AUDIT = '/audit';
const OUTCOMES = ['done', 'refused'] as const;
const FIELDS = ['actor', 'act', 'target', 'outcome'] as const;

export function readAuditFilter(search: string): AuditFilter {
  const params = new URLSearchParams(search);
  const text = (name: string) => params.get(name) ?? '';
  const outcome = OUTCOMES.find((one) => one === text('outcome')) ?? '';
  return { actor: text('actor'), act: text('act'), target: text('target'), outcome };
}

/** The address of the page under that filter; what is not filtered is left out. */
export function toAuditAddress(filter: AuditFilter): string {
  const search = paramsOf(filter).toString();
  return search === '' ? AUDIT : `${AUDIT}?${search}`;
}

export function toAuditSearch(filter: AuditFilter, limit: number, before: number | null): string {
  const params = paramsOf(filter);
  params.set('limit', String(limit));
  if (before !== null) params.set('before', String(before));
  return params.toString();
}

function paramsOf(filter: AuditFilter): URLSearchParams {
  return new URLSearchParams(FIELDS.flatMap((field) => (filter[field] === '' ? [] : [[field, filter[field]]])));
}
