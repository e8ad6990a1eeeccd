import type { StoredDetection } from '@omamori/contract/console-api';
import { expect, test } from 'vitest';
import { attackCountries } from './attack-countries.ts';

const told = (countries: string, count: number, id = 'flood:syn'): StoredDetection =>
  ({
    detection: { rule: { id }, direction: 'inbound', count, evidence: { facts: { countries } } },
  }) as unknown as StoredDetection;

test('a flood from few countries names them, the heaviest first', () => {
  expect(attackCountries({ detections: [told('NL 95, LV 5', 1000), told('LV 100', 400)] })).toEqual(['NL', 'LV']);
});

test('one from everywhere names none, and neither does another story', () => {
  const everywhere = ['NL', 'LV', 'BR', 'US', 'JP', 'FR'].map((country) => `${country} 16`).join(', ');
  expect(attackCountries({ detections: [told(everywhere, 1000)] })).toEqual([]);
  expect(attackCountries({ detections: [told('NL 100', 9, 'geo:NL')] })).toEqual([]);
  expect(attackCountries({ detections: [] })).toEqual([]);
});
