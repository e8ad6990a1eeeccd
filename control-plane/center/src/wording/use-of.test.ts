import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applicationKinds } from './ja/use-words.ts';
import { applicationOf, WEAKNESS_KINDS, weaknessOf } from './use-of.ts';
import { noticeOf } from './word-incident.ts';
import { forbiddenWords } from './word-list.ts';

const NOW = new Date('2026-11-24T06:00:00.000Z');
const base = {
  ...({ outcome: 'unknown', severity: 'medium', direction: 'outbound', count: 1, peers: 1 } as const),
  device: { label: '受付', ip: '192.168.10.20', mac: '02:00:00:00:00:20' },
  peer: { ip: '203.0.113.5', country: null, name: null },
  service: null,
  ...{ firstAt: '2026-11-24T05:05:00.000Z', lastAt: '2026-11-24T05:05:00.000Z' },
  ...{ company: '株式会社さくら商店', phone: '03-1234-5678', number: 'A-0123-20', timeZone: 'Asia/Tokyo' },
  isolated: false,
};
const rule = (name: string, feed = 'omamori-base') => [{ id: '1', name, feed }];

it('every kind of weakness that a rule names has a sentence of what to do, in plain words', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../../rules/suricata/omamori-weakness.rules'), 'utf8');
  const named = new Set([...text.matchAll(/msg:"Omamori weakness ([a-z0-9-]+)"/g)].map(([, kind]) => kind));
  expect([...named].sort()).toEqual([...WEAKNESS_KINDS].sort());
  const said = new Set<string>();
  for (const kind of WEAKNESS_KINDS) {
    const facts = { ...base, story: 'weakness', rules: rule(`Omamori weakness ${kind}`) };
    expect(weaknessOf(facts)).toBe(kind);
    for (const language of ['ja', 'en'] as const) {
      const { body } = noticeOf(facts, language, NOW);
      expect(forbiddenWords(body, language)).toEqual([]);
      said.add(body.split('\n')[0] ?? '');
    }
  }
  expect(said.size).toBe(2 * WEAKNESS_KINDS.length);
  expect(weaknessOf({ rules: rule('ET INFO something') })).toBeNull();
});

it('an application that is told is named with its kind', () => {
  for (const category of Object.keys(applicationKinds)) {
    const facts = { ...base, story: 'application', rules: rule(`AnyDesk (${category})`, 'omamori-applications') };
    expect(applicationOf(facts)).toEqual({ name: 'AnyDesk', category });
    const { body } = noticeOf(facts, 'ja', NOW);
    expect(body).toContain(`${applicationKinds[category]}（AnyDesk）`);
    expect(noticeOf(facts, 'en', NOW).body).toContain('AnyDesk');
  }
  expect(applicationOf({ rules: rule('AnyDesk (remote-control)', 'another-feed') })).toBeNull();
});
