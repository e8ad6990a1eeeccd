import { countryOf } from '@omamori/bundle/country-table';
import { readCountryData } from '@omamori/bundle/read-country-csv';
import { describe, expect, it } from 'vitest';
import { officeAddresses, planAddresses } from './address-plan.ts';

describe('the addresses of the lab', () => {
  it('are where the country data says they are, and nobody has two parts', async () => {
    const data = await readCountryData();
    if (!data.ok) throw new Error(data.error.message);
    const { table } = data.value;
    const plan = planAddresses(table);
    for (const country of ['LV', 'RU'] as const) {
      for (const { v4, v6 } of plan.attackers[country]) {
        expect([countryOf(table, v4), countryOf(table, v6)]).toEqual([country, country]);
      }
    }
    const japanese = [plan.vendor, plan.neighbour, plan.center, plan.router, plan.web, plan.mail, plan.resolver];
    for (const { v4, v6 } of japanese) expect([countryOf(table, v4), countryOf(table, v6)]).toEqual(['JP', 'JP']);
    for (const text of [plan.commander.v4, plan.commander.v6]) expect(countryOf(table, text)).toBe('NL');
    for (const { v4, v6 } of plan.lures) expect([countryOf(table, v4), countryOf(table, v6)]).toEqual(['US', 'US']);
    const hosts = [...plan.attackers.LV, ...plan.attackers.RU, plan.commander, ...plan.lures, ...japanese];
    const everyone = [...hosts, ...officeAddresses(plan)];
    const texts = everyone.flatMap(({ v4, v6 }) => [v4, v6]);
    expect(new Set(texts).size).toBe(texts.length);
  });
});
