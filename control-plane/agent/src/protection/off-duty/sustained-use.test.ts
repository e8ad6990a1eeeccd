import { describe, expect, it } from 'vitest';
import { siteTable } from './site-table.ts';
import { type SiteTalk, SustainedUse } from './sustained-use.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-11-24T01:00:00Z');
const talk = (minute: number, minutes: number, bytes: number, more: Partial<SiteTalk> = {}): SiteTalk => ({
  device: '02:00:00:00:00:01',
  site: 'youtube.com',
  category: 'video',
  bytes,
  firstMs: START + minute * MINUTE,
  lastMs: START + (minute + minutes) * MINUTE,
  ...more,
});
const counted = (talks: readonly SiteTalk[]) => {
  const use = new SustainedUse();
  return talks.flatMap((one) => use.add(one)).map(({ atMs }) => (atMs - START) / MINUTE);
};

describe('use of a site counts', () => {
  it('when it goes on for minutes with much in it', () => {
    expect(counted([talk(0, 10, 30_000_000)])).toEqual([0]);
    expect(counted([talk(1, 1, 900_000), talk(2, 1, 900_000), talk(4, 1, 900_000)])).toEqual([0]);
  });

  it('once a quarter and category, however many of its sites and connections', () => {
    const other = { site: 'nicovideo.jp' };
    expect(counted([talk(0, 5, 9e6), talk(3, 5, 9e6), talk(5, 5, 9e6, other)])).toEqual([0]);
    expect(counted([talk(10, 20, 60e6)])).toEqual([0, 15]);
  });

  it('not for a page of work that shows a video nobody starts, at whatever number of pages', () => {
    const player = Array.from({ length: 3 }, (_, page) => talk(page * 4, 0.2, 600_000));
    expect(counted(player)).toEqual([]);
  });

  it('not for a connection that a page keeps open, nor for a page opened by mistake', () => {
    expect(counted([talk(0, 14, 80_000), talk(1, 13, 60_000), talk(2, 12, 90_000)])).toEqual([]);
    expect(counted([talk(0, 1, 5_000_000), talk(0.2, 1, 5_000_000), talk(0.5, 1, 5_000_000)])).toEqual([]);
  });

  it('not for buttons of many sites on many pages of work', () => {
    const buttons = Array.from({ length: 60 }, (_, page) =>
      talk(page / 5, 0.3, 150_000, { site: `site${page % 6}.example`, category: 'sns' }),
    );
    expect(counted(buttons)).toEqual([]);
  });

  it('with bounded memory, and says what it forgot', () => {
    const use = new SustainedUse();
    for (let device = 0; device < 9000; device += 1) use.add(talk(0, 1, 10, { device: `d${device}` }));
    expect(use.forgotten).toBeGreaterThan(500);
    use.add(talk(600, 1, 10));
    expect(use.add(talk(601, 5, 9e6)).length).toBe(1);
  });
});

describe('the table of sites', () => {
  const categories = [
    { category: 'video', read: () => ['youtube.com', 'fastly.net', 'shared.example'] },
    { category: 'sns', read: () => ['facebook.com', 'shared.example'] },
    { category: 'press', read: () => ['news.example'] },
    { category: 'embedded', read: () => ['connect.facebook.net', 'fastly.net', 'plugins.facebook.com'] },
  ];
  const of = siteTable(categories, { categories: [], sites: ['training.youtube.com'] });

  it('finds the category by a name or one above it, never by letters alone', () => {
    expect(of('m.youtube.com')).toEqual({ site: 'youtube.com', category: 'video' });
    expect(of('notyoutube.com')).toBeNull();
    expect(of('shared.example')?.category).toBe('video');
  });

  it('leaves out what stands inside other pages, what the company allows, and categories nobody counts', () => {
    const names = [
      'connect.facebook.net',
      'x.fastly.net',
      'plugins.facebook.com',
      'a.training.youtube.com',
      'news.example',
    ];
    expect(names.map(of)).toEqual(names.map(() => null));
    const press = siteTable(categories, { categories: [{ category: 'press', mode: 'count' }], sites: [] });
    expect(press('www.news.example')?.category).toBe('press');
  });
});
