import { describe, expect, it } from 'vitest';
import { makeCompanies } from './make-companies.ts';
import { INBOUND_A_MONTH, makeYear, OUTBOUND_A_MONTH } from './make-year.ts';

const span = { from: Date.parse('2026-01-01T00:00:00Z'), days: 152 };
const attempts = (count: number, seed: number) => {
  const fleet = makeCompanies(count, seed);
  const sums = { inbound: 0, outbound: 0 };
  const companies = { inbound: new Set<string>(), outbound: new Set<string>() };
  for (const box of fleet) {
    for (const { detections } of makeYear(box, span, seed)) {
      for (const { direction, count: times } of detections) {
        const side = direction === 'inbound' ? 'inbound' : 'outbound';
        sums[side] += times;
        companies[side].add(box.entry.appliance);
      }
    }
  }
  return { sums, companies: { inbound: companies.inbound.size, outbound: companies.outbound.size } };
};

describe('a simulated service', () => {
  it('is the same for the same seed and another for another', () => {
    const year = (seed: number) => makeCompanies(12, seed).map((box) => makeYear(box, span, seed));
    expect(year(1)).toEqual(year(1));
    expect(JSON.stringify(year(2))).not.toBe(JSON.stringify(year(1)));
  });

  it('begins like the smaller service of the same seed', () => {
    expect(makeCompanies(40, 3).slice(0, 25)).toEqual(makeCompanies(25, 3));
  });

  it('has one name, one id and one place in Japan a company', () => {
    const entries = makeCompanies(600, 5).map((box) => box.entry);
    expect(new Set(entries.map((entry) => entry.company)).size).toBe(600);
    expect(new Set(entries.map((entry) => entry.appliance)).size).toBe(600);
    expect(entries.every(({ prefecture = 0 }) => prefecture >= 1 && prefecture <= 47)).toBe(true);
  });

  it('attacks as many companies as the field saw, as often', () => {
    // 19,100 attacks at 64 of 110 companies in five months, 692 from inside at 31.
    const { sums, companies } = attempts(110, 1);
    expect(companies.inbound).toBeGreaterThanOrEqual(58);
    expect(companies.inbound).toBeLessThanOrEqual(64);
    expect(companies.outbound).toBeGreaterThanOrEqual(25);
    expect(companies.outbound).toBeLessThanOrEqual(32);
    expect(sums.inbound / companies.inbound / 5 / INBOUND_A_MONTH).toBeCloseTo(1, 0);
    expect(sums.outbound / companies.outbound / 5 / OUTBOUND_A_MONTH).toBeCloseTo(1, 0);
  });

  it('accuses nobody: the other side has documentation addresses and names under .example', () => {
    for (const box of makeCompanies(20, 1)) {
      for (const { peer } of makeYear(box, span, 1).flatMap((burst) => burst.detections)) {
        expect(peer?.ip).toMatch(/^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/);
        expect(peer?.name ?? 'none.example').toMatch(/\.example$/);
      }
    }
  });
});
