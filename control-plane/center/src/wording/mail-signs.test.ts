import { describe, expect, test } from 'vitest';
import type { IncidentFacts } from '../event-path/incident/incident-facts.ts';
import { MAIL_SIGNS as ENGLISH } from './en/stories-of-mail.ts';
import { MAIL_SIGNS as JAPANESE } from './ja/stories-of-mail.ts';
import { noticeOf } from './word-incident.ts';
import { forbiddenWords } from './word-list.ts';

const facts: IncidentFacts = {
  story: 'suspicious-mail',
  outcome: 'stopped',
  severity: 'medium',
  direction: 'inbound',
  device: { label: '事務所サーバー', ip: '192.168.10.20', mac: null },
  peer: { ip: '203.0.113.5', country: 'JP', name: null },
  service: { protocol: 'tcp', port: 25 },
  count: 1,
  peers: 1,
  firstAt: '2026-11-24T00:12:00.000Z',
  lastAt: '2026-11-24T00:12:00.000Z',
  rules: [{ id: 'mail:encrypted-archive', name: 'x', feed: 'mail-policy' }],
  carried: { virus: null, file: '請求書.zip', mailFrom: 'a@b.example', mailTo: 'tanaka@sakura.example', way: 'smtp' },
  company: '株式会社さくら商店',
  phone: '03-0000-0000',
  number: '1',
  timeZone: 'Asia/Tokyo',
  isolated: false,
};
const now = new Date('2026-11-24T01:00:00.000Z');

describe('a mail that tries to cheat', () => {
  test('has one short plain sentence a sign, in both languages', () => {
    expect(Object.keys(ENGLISH)).toEqual(Object.keys(JAPANESE));
    for (const sentence of Object.values(JAPANESE)) {
      expect(sentence).toMatch(/^[^。]{5,40}。$/u);
      expect(forbiddenWords(sentence, 'ja')).toEqual([]);
    }
  });

  test('is told with its mailbox, and with file, sender and way among the details', () => {
    const notice = noticeOf(facts, 'ja', now);
    expect(notice.level).toBe('info');
    expect(notice.title).toBe('【対応不要】あやしいメールを止めました');
    expect(notice.body).toContain('tanaka@sakura.exampleへ、あやしいメールが来ました。添付にパスワードがあり');
    const details = Object.fromEntries(notice.details.map(({ label, value }) => [label, value]));
    expect(details).toMatchObject({
      ファイルの名前: '請求書[.]zip',
      あて先: 'tanaka@sakura[.]example',
      '送り主（名乗り）': 'a@b[.]example',
      届き方: 'メール（送信）',
    });
    expect(noticeOf({ ...facts, outcome: 'not-stopped' }, 'ja', now).level).toBe('check');
  });

  test('names the virus, the mailbox and the way of a virus that was stopped', () => {
    const virus = {
      ...facts,
      story: 'malware-file',
      carried: {
        ...facts.carried,
        virus: 'Win.Trojan.Emotet-1',
        file: null,
        mailFrom: null,
        mailTo: 'tanaka@sakura.example',
        way: 'pop3',
      },
    };
    const notice = noticeOf(virus, 'en', now);
    expect(notice.body).toContain('for tanaka@sakura.example');
    const values = notice.details.map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining(['Win[.]Trojan[.]Emotet-1', 'mail (fetched)']));
  });
});
