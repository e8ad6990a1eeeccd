import { describe, expect, it } from 'vitest';
import { NO_AUDIT_FILTER, readAuditFilter, toAuditAddress, toAuditSearch } from './audit-address.ts';

describe('the address of the audit page', () => {
  it('holds the whole filter and gives it back', () => {
    const filter = { actor: 'a@b', act: 'policy.set', target: 'box & co', outcome: 'refused' as const };
    const [path, search = ''] = toAuditAddress(filter).split('?');
    expect([path, readAuditFilter(search)]).toEqual(['/audit', filter]);
    expect(toAuditAddress(NO_AUDIT_FILTER)).toBe('/audit');
    expect(readAuditFilter('outcome=nonsense')).toEqual(NO_AUDIT_FILTER);
    expect(toAuditSearch(NO_AUDIT_FILTER, 100, 7)).toBe('limit=100&before=7');
  });
});
