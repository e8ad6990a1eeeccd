import { describe, expect, it } from 'vitest';
import { type Entry, findEntries, incidentNumber } from './find-entries.ts';

const entry = (label: string, words = ''): Entry => ({ id: label, label, kind: '', words, run: () => undefined });
const all = [
  entry('お守りの一覧', 'fleet'),
  entry('株式会社さくら商店 本社', 'om-0001'),
  entry('サクラ歯科', 'om-0002'),
];
const found = (text: string) => findEntries(all, text).map(({ label }) => label);

describe('the palette', () => {
  it('finds by any part, whatever the width, the case and the kana', () => {
    expect(found('さくら')).toEqual(['サクラ歯科', '株式会社さくら商店 本社']);
    expect(found('ｻｸﾗ 本社')).toEqual(['株式会社さくら商店 本社']);
    expect(found('ＯＭ-0002')).toEqual(['サクラ歯科']);
    expect(found('FLEET')).toEqual(['お守りの一覧']);
    expect(found('どこにもない')).toEqual([]);
  });

  it('shows at most twelve lines and everything there is for no words', () => {
    expect(found('').length).toBe(3);
    expect(
      findEntries(
        Array.from({ length: 40 }, (_, n) => entry(`box ${n}`)),
        'box',
      ).length,
    ).toBe(12);
  });

  it('reads the number of an incident as people type it', () => {
    expect([incidentNumber('42'), incidentNumber(' #42'), incidentNumber('＃４２')]).toEqual([42, 42, 42]);
    expect([incidentNumber('4 2'), incidentNumber('om-0042'), incidentNumber('0'), incidentNumber('')]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
