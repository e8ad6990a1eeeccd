import { SEVERITIES } from '@omamori/contract/detection';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_FILTER, OUTCOMES, QUEUE_STATES, readCursor, readFilter, SORTS, toAddress } from './filter-address.ts';

const ME = 'ana@soc';

describe('the address of the queue', () => {
  it('carries every filter and the cursor there and back', () => {
    const filters = fc.record({
      state: fc.constantFrom(...QUEUE_STATES),
      ...{ appliance: fc.string(), company: fc.string(), story: fc.string(), device: fc.string(), text: fc.string() },
      severity: fc.constantFrom(...SEVERITIES, '' as const),
      outcome: fc.constantFrom(...OUTCOMES, '' as const),
      mine: fc.constantFrom('', ME),
      sort: fc.constantFrom(...SORTS),
    });
    fc.assert(
      fc.property(filters, fc.option(fc.nat()), (filter, cursor) => {
        const search = toAddress(filter, cursor).split('?')[1] ?? '';
        expect(readFilter(search, ME)).toEqual(filter);
        expect(readCursor(search)).toBe(cursor);
      }),
    );
  });
  it('is bare for the default view, and default for what it does not know', () => {
    expect(toAddress(NO_FILTER, null)).toBe('/incidents');
    expect(readFilter('state=else&at=x')).toEqual(NO_FILTER);
    expect(readCursor('at=x')).toBeNull();
  });
});
