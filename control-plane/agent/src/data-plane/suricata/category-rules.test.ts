import { DEFAULT_OFF_DUTY, type OffDuty } from '@omamori/contract/off-duty';
import { describe, expect, it } from 'vitest';
import { categoryRules } from './category-rules.ts';

const CATEGORIES = [
  { category: 'games', feed: 'omamori-games', read: () => ['games.example', 'cdn.example', 'level.two.example'] },
  { category: 'video', feed: 'omamori-video', read: () => ['video.example'] },
  { category: 'embedded', feed: 'omamori-embedded', read: () => ['cdn.example'] },
];
const blocked = (part: Partial<OffDuty> = {}, engine: 'block' | 'detect' = 'block') =>
  categoryRules(
    CATEGORIES,
    { ...DEFAULT_OFF_DUTY, categories: [{ category: 'games', mode: 'block' }], ...part },
    engine,
    (mac) => (mac.endsWith('1') ? ['192.0.2.7', '2001:db8::7'] : []),
  );
const names = (rules: ReturnType<typeof blocked>) =>
  rules.files[0]?.text.split('\n').map((line) => Buffer.from(line, 'base64').toString());

describe('a blocked category', () => {
  it('is refused in every way of the web guard, told to nobody, and leaves names inside other pages alone', () => {
    const rules = blocked();
    expect(rules.lines).toHaveLength(10); // two and three labels, five ways
    expect(names(rules)).toEqual(['games.example', 'level.two.example', '']);
    for (const line of rules.lines) {
      expect(line).toContain('omamori_told nobody, omamori_category games');
      expect(line).toContain('omamori_feed omamori-games');
    }
    expect(new Set(rules.lines.map((line) => line.split(' ').slice(0, 2).join(' ')))).toEqual(
      new Set(['alert udp', 'drop tcp', 'rejectboth tls', 'drop http', 'drop quic']),
    );
  });

  it('spares devices and sites: a listed one is taken out, one below a listed one keeps its names', () => {
    const rules = blocked({ devices: ['02:00:00:00:00:01'], sites: ['two.example', 'work.games.example'] });
    expect(names(rules)).toEqual(['games.example', '']);
    for (const line of rules.lines) {
      expect(line).toContain(' ![192.0.2.7,2001:db8::7] any -> ');
      expect(line).toContain('dotprefix; content:!".work.games.example"; endswith;');
    }
  });

  it('has no rules where it is only counted, where the engine only detects, and for a device not seen yet', () => {
    expect(blocked({ categories: [] }).lines).toEqual([]);
    expect(blocked({}, 'detect').lines).toEqual([]);
    expect(blocked({ devices: ['02:00:00:00:00:02'] }).lines[0]).toContain(' any any -> ');
  });
});
