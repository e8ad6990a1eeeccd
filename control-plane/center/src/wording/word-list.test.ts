import { describe, expect, test } from 'vitest';
import { forbiddenWords, plainEnglish, plainWords } from './word-list.ts';

describe('word list', () => {
  test.each([
    ['サポート、レポート、ログイン、ロボット、パッチワーク'],
    ['「NAS」と「RDPサーバー」につながりました'],
    ['LANケーブルを抜く。Wi-Fiを切る。'],
  ])('finds nothing in: %s', (text) => {
    expect(forbiddenWords(text, 'ja')).toEqual([]);
  });

  test.each([
    ['ポートを閉じました', ['ポート']],
    ['RDPとSMBを検知', ['検知', 'RDP', 'SMB']],
    ['完全に安全です', ['完全']],
    ['UTMのルール更新', ['UTM', 'ルール', 'ルール更新']],
  ])('finds the words in: %s', (text, words) => {
    expect(forbiddenWords(text, 'ja').sort()).toEqual([...words].sort());
  });

  test('English words are found as words', () => {
    expect(forbiddenWords('The report of the support desk', 'en')).toEqual([]);
    expect(forbiddenWords('A port scan by malware', 'en').sort()).toEqual(['malware', 'port', 'port scan', 'scan']);
  });

  test('has plain words for every term, and no term twice', () => {
    for (const [list, mark] of [
      [plainWords, ' '],
      [plainEnglish, '|'],
    ] as const) {
      const terms = list.flatMap(([words]) => words.split(mark));
      expect(new Set(terms).size).toBe(terms.length);
      expect(list.every(([, plain]) => plain !== '')).toBe(true);
    }
  });
});
