import { STORY_KINDS } from '@omamori/contract/detection';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { WordedFacts } from './catalogue.ts';
import { levelOf } from './level-of.ts';
import { noticeOf, rowTitleOf, titleOf } from './word-incident.ts';
import { forbiddenWords } from './word-list.ts';

const PHONE = '03-1234-5678';
const NUMBER = 'A-0123-20';
const NOW = new Date('2026-11-23T06:00:00.000Z');
const base: WordedFacts = {
  ...{
    story: 'remote-control-attempt',
    outcome: 'stopped',
    severity: 'high',
    direction: 'inbound',
    count: 1,
    peers: 1,
  },
  device: { label: '事務所サーバー', ip: '192.168.10.20', mac: '02:00:00:00:00:20' },
  peer: { ip: '203.0.113.5', country: 'LV', name: null },
  service: { protocol: 'tcp', port: 3389 },
  ...{ firstAt: '2026-11-23T05:05:00.000Z', lastAt: '2026-11-23T05:05:00.000Z' },
  rules: [{ id: 'port-policy:3389', name: 'closed port tcp/3389', feed: 'port-policy' }],
  ...{ company: '株式会社さくら商店', phone: PHONE, number: NUMBER, timeZone: 'Asia/Tokyo', isolated: false },
};

const stories = [...STORY_KINDS, 'a-kind-of-tomorrow'];
const directions = ['inbound', 'outbound', 'internal'] as const;
const outcomes = ['stopped', 'not-stopped', 'unknown'] as const;
const severities = ['critical', 'high', 'medium', 'low'] as const;
const labels = [undefined, null, '受付', '事務所サーバー', 'とても長い呼び名の付いた会計用のノートパソコン'];
/** Country, first and last time: no country, the usual, the longest of all. */
const places: readonly (readonly [string | null, string, string])[] = [
  [null, '2026-11-23T05:05:00.000Z', '2026-11-23T05:05:30.000Z'],
  ['LV', '2026-11-23T05:05:00.000Z', '2026-11-23T05:20:00.000Z'],
  ['GS', '2026-10-30T03:00:00.000Z', '2026-11-23T05:05:00.000Z'],
];

function* everyCase(): Generator<WordedFacts> {
  for (const story of stories)
    for (const direction of directions)
      for (const outcome of outcomes)
        for (const severity of severities)
          for (const label of labels)
            for (const [country, firstAt, lastAt] of places)
              for (const many of [false, true])
                yield {
                  ...base,
                  ...{ story, direction, outcome, severity, firstAt, lastAt },
                  ...{ count: many ? 12_345 : 1, peers: many ? 1_024 : 1, isolated: label === '受付' },
                  device: label === undefined ? null : { label, ip: '192.168.10.20', mac: null },
                  peer: many && country === null ? null : { ip: '203.0.113.5', country, name: 'evil.example' },
                  rules: label === null ? [] : base.rules,
                };
}

const sentencesOf = (body: string): string[] =>
  body
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => line.split(/[。①②③④]|(?<=[.!?])\s|^\d\.\s/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

/** What breaks a rule of ux.md §3, as text; the cases are too many for one expectation each. */
function complaints(facts: WordedFacts, language: 'ja' | 'en'): string[] {
  const notice = noticeOf(facts, language, NOW);
  const { title, body } = notice;
  const lines = body.split('\n');
  const said: string[] = [];
  const must = (holds: boolean, what: string): void => {
    if (!holds) said.push(`${what}: ${title} / ${body.replaceAll('\n', ' | ')}`);
  };
  must(title.length <= (language === 'ja' ? 30 : 80), `title of ${title.length}`);
  must(titleOf(facts, language, true).length <= (language === 'ja' ? 30 : 80), 'title of the follow-up');
  const told = lines.slice(0, -1).join('\n');
  must(told.length <= (language === 'ja' ? 200 : 450), `text of ${told.length}`);
  const longest = language === 'ja' ? 60 : 160;
  for (const sentence of sentencesOf(body)) must(sentence.length <= longest, `sentence of ${sentence.length}`);
  for (const word of forbiddenWords(`${title}\n${body}\n${rowTitleOf(facts, language)}`, language)) must(false, word);
  must(!/\d+\.\d+\.\d+\.\d+|[0-9a-f]+:[0-9a-f]*:|evil\.example/.test(body), 'an address in the text');
  must(lines.length === 5 || (lines.length === 6 && lines[4] !== ''), `${lines.length} lines`);
  must(
    lines.every((line) => line.trim() === line && line !== ''),
    'an empty slot',
  );
  must(!/。。|、、|、。|（）|「」|undefined|null|NaN|\(\)|“”| {2}|\.\./.test(title + body), 'broken text');
  must(lines.at(-1)?.includes(PHONE) === true && lines.at(-1)?.includes(NUMBER) === true, 'phone or number missing');
  must((title + body).includes('止めました') === false || facts.outcome === 'stopped', 'stopped without the fact');
  must(/We stopped|Stopped:/.test(title + body) === false || facts.outcome === 'stopped', 'stopped without the fact');
  must(notice.details.length >= 3 && notice.details.every(({ value }) => value !== ''), 'details');
  const promise =
    language === 'ja' ? /すべてを防ぐとお約束するものではありません/ : /does not promise to prevent everything/;
  must(promise.test(notice.details.at(-1)?.value ?? ''), 'the promise is missing');
  return said;
}

describe('every story in every form', () => {
  test.each(['ja', 'en'] as const)('keeps the rules of the notices in %s', { timeout: 60_000 }, (language) => {
    const said: string[] = [];
    let cases = 0;
    for (const facts of everyCase()) {
      cases++;
      if (said.length < 20) said.push(...complaints(facts, language));
    }
    expect(cases).toBe(stories.length * 3 * 3 * 4 * labels.length * 3 * 2);
    expect(said.slice(0, 20)).toEqual([]);
  });

  test('every country has room in the sentences', () => {
    const codes = Array.from({ length: 26 * 26 }, (_, i) =>
      String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26)),
    );
    for (const country of codes) {
      for (const story of ['remote-control-attempt', 'geo-inbound', 'malware-file']) {
        const facts = { ...base, story, count: 12_345, peers: 99, peer: { ip: '203.0.113.5', country, name: null } };
        const dated = { ...facts, firstAt: '2026-10-30T05:00:00.000Z', lastAt: '2026-10-30T14:59:00.000Z' };
        expect([...complaints(dated, 'ja'), ...complaints(dated, 'en')]).toEqual([]);
      }
    }
  });

  test('any label, however strange, keeps title and text whole', () => {
    const label = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.string({ unit: 'binary', maxLength: 80 }),
    );
    fc.assert(
      fc.property(label, fc.constantFrom(...stories), fc.constantFrom(...outcomes), (text, story, outcome) => {
        const facts = { ...base, story, outcome, device: { label: text, ip: '192.168.10.20', mac: null } };
        const { title, body } = noticeOf(facts, 'ja', NOW);
        expect(title.length).toBeLessThanOrEqual(30);
        expect(title.isWellFormed()).toBe(true);
        expect(body.split('\n').length).toBeLessThanOrEqual(6);
        expect(title + body.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028]/u);
      }),
    );
  });
});

describe('case α, a virus by mail', () => {
  const mail: WordedFacts = {
    ...base,
    ...{ story: 'malware-file', peer: { ip: '203.0.113.5', country: 'JP', name: null } },
    service: { protocol: 'tcp', port: 25 },
  };

  test('reads as the owner is to read it', () => {
    expect(noticeOf(mail, 'ja', NOW)).toMatchObject({
      level: 'info',
      title: '【対応不要】ウイルス付きメールを止めました',
      body: [
        '14:05、日本から社内の機器へ、ウイルス付きのメールが送られてきました。',
        '機器：「事務所サーバー」',
        'この通信を止めました。',
        '覚えのないメールの添付ファイルは、開かないでください。心配なときは、お電話ください。',
        `ご相談 ${PHONE}（24時間）受付番号 ${NUMBER}`,
      ].join('\n'),
    });
    expect(titleOf({ ...mail, direction: 'outbound' }, 'ja')).toBe(
      '【要確認】「事務所サーバー」のウイルス付きメールを止めました',
    );
  });

  test('keeps the rules of the notices in every form', () => {
    const said: string[] = [];
    for (const facts of everyCase()) {
      if (facts.story !== 'malware-file') continue;
      const byMail = { ...facts, service: mail.service };
      said.push(...complaints(byMail, 'ja'), ...complaints(byMail, 'en'));
    }
    expect(said.slice(0, 20)).toEqual([]);
  });

  test('a file from the web is not called a mail', () => {
    const web = { ...mail, service: { protocol: 'tcp', port: 80 } };
    expect(noticeOf(web, 'ja', NOW).body + titleOf(web, 'ja')).not.toContain('メール');
    expect(noticeOf(web, 'en', NOW).body + titleOf(web, 'en')).not.toMatch(/mail/);
  });
});

describe('case A, remote control from Latvia', () => {
  test('reads as the owner is to read it', () => {
    expect(noticeOf(base, 'ja', NOW)).toMatchObject({
      level: 'check',
      title: '【要確認】「事務所サーバー」への遠隔操作を止めました',
      body: [
        '14:05、ラトビアから、社内の機器を遠隔操作しようとする通信がありました。',
        '機器：「事務所サーバー」',
        'つながる前に止めました。',
        'この入口は、決めた相手のほかには閉じてあります。外から操作する用事があるとき、心配なときは、お電話ください。',
        'ご相談 03-1234-5678（24時間）受付番号 A-0123-20',
      ].join('\n'),
    });
    expect(rowTitleOf(base, 'ja')).toBe('「事務所サーバー」への遠隔操作を止めました');
    expect(rowTitleOf(base, 'en')).toBe('Stopped: remote control of “事務所サーバー”');
  });

  test('offers to close the entrance where only the country stopped it', () => {
    const rules = [{ id: 'geo:LV', name: 'blocked country LV', feed: 'country-table' }];
    expect(noticeOf({ ...base, rules }, 'ja', NOW).body).toContain('この入口を閉じます。お電話ください。');
  });

  test('says "before it could connect" only when the first packet was stopped', () => {
    const rules = [...base.rules, { id: '2001', name: 'a rule', feed: 'omamori-base' }];
    expect(noticeOf({ ...base, rules }, 'ja', NOW).body).not.toContain('つながる前に');
  });

  test('says where all the addresses are when it knows', () => {
    const facts = { ...base, peers: 3, count: 9, lastAt: '2026-11-23T05:06:00.000Z' };
    expect(noticeOf({ ...facts, countries: ['LV'] }, 'ja', NOW).body).toContain('14:05〜14:06に、ラトビアの3か所から');
    expect(noticeOf({ ...facts, countries: ['LV', null] }, 'ja', NOW).body).toContain('ラトビアなど3か所から');
    expect(noticeOf({ ...facts, countries: ['LV'] }, 'en', NOW).body).toContain('from 3 places in Latvia');
  });

  test('names the day when it was not today in the company’s zone', () => {
    expect(noticeOf(base, 'ja', new Date('2026-11-23T16:00:00.000Z')).body).toMatch(/^11月23日 14:05、/);
    expect(noticeOf({ ...base, timeZone: 'UTC' }, 'ja', NOW).body).toMatch(/^5:05、/);
  });

  test('never takes an address for a name', () => {
    const device = { label: '192-168-10-20', ip: '192.168.10.20', mac: null };
    expect(titleOf({ ...base, device }, 'ja')).toBe('【要確認】社内の機器への遠隔操作を止めました');
  });
});

describe('fixed parts', () => {
  test('the four steps of unplugging come whole and in order wherever a device must leave the network', () => {
    const steps = '①LANケーブルを抜く ②Wi-Fiを切る ③電源は切らない ④すぐお電話ください';
    for (const facts of everyCase()) {
      if (facts.peer?.country !== 'LV' || facts.severity === 'low') continue;
      const { body, level } = noticeOf(facts, 'ja', NOW);
      if (body.includes('LANケーブル')) {
        expect(body).toContain(steps);
        expect(level).toBe('urgent');
      }
    }
  });

  test('ransomware on its way out asks to unplug by name, and says not to pay', () => {
    const facts = { ...base, story: 'exploit', direction: 'outbound' as const, severity: 'critical' as const };
    const device = { label: '倉庫', ip: '192.168.10.30', mac: null };
    const notice = noticeOf({ ...facts, device }, 'ja', NOW);
    expect(notice.title).toBe('【緊急】「倉庫」のLANケーブルを抜いてください');
    expect(notice.body).toContain('払わないでください');
  });

  test('isolation is told only when it is a fact', () => {
    const facts = {
      ...base,
      story: 'command-and-control',
      direction: 'outbound' as const,
      severity: 'critical' as const,
    };
    expect(noticeOf(facts, 'ja', NOW).body).not.toContain('つながらないように');
    expect(noticeOf({ ...facts, isolated: true }, 'ja', NOW).body).toContain('つながらないようにしています');
  });

  test('the attacker’s name is no link, in the details neither', () => {
    const peer = { ip: '203.0.113.5', country: 'LV', name: 'login.evil.example' };
    const { details } = noticeOf({ ...base, peer }, 'ja', NOW);
    expect(JSON.stringify(details)).toContain('login[.]evil[.]example');
  });
});

describe('levels', () => {
  test.each([
    ['exploit', 'inbound', 'stopped', 'high', 'info'],
    ['exploit', 'inbound', 'not-stopped', 'high', 'urgent'],
    ['geo-inbound', 'inbound', 'stopped', 'low', 'info'],
    ['geo-outbound', 'outbound', 'stopped', 'medium', 'info'],
    ['flood', 'inbound', 'stopped', 'high', 'info'],
    ['malware-file', 'inbound', 'stopped', 'high', 'info'],
    ['malware-file', 'inbound', 'not-stopped', 'high', 'urgent'],
    ['command-and-control', 'outbound', 'stopped', 'critical', 'urgent'],
    ['command-and-control', 'outbound', 'stopped', 'high', 'check'],
    ['spam-burst', 'outbound', 'stopped', 'medium', 'check'],
    ['weakness', 'inbound', 'unknown', 'low', 'check'],
    ['application', 'outbound', 'unknown', 'low', 'info'],
    ['scan', 'inbound', 'unknown', 'medium', 'info'],
    ['scan', 'outbound', 'unknown', 'medium', 'check'],
  ] as const)('%s %s %s of severity %s is %s', (story, direction, outcome, severity, level) => {
    expect(levelOf({ ...base, story, direction, outcome, severity })).toBe(level);
  });

  test('critical is never only for information', () => {
    for (const facts of everyCase()) if (facts.severity === 'critical') expect(levelOf(facts)).not.toBe('info');
  });
});
