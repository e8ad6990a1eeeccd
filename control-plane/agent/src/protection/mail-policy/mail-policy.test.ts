import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_MAIL } from '@omamori/contract/mail-policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeApart } from '../antivirus/mail/take-apart.ts';
import type { Brand } from './brand-table.ts';
import { decodeText } from './decode-text.ts';
import { decodeField, parameterOf } from './decode-words.ts';
import { explainSigns } from './explain-signs.ts';
import { attachmentName, nameSigns } from './judge-files.ts';
import { mailPolicy } from './mail-policy.ts';
import { MAIL_SIGNS } from './mail-signs.ts';

/** Rows of the real table, read without YAML: it is written one row a line. */
const table = readFileSync(join(import.meta.dirname, '../../../../../rules/mail/brands.yaml'), 'utf8');
const listed = (text: string | undefined): string[] => (text ?? '').split(', ').filter((one) => one !== '');
const brands: Brand[] = [
  ...table.matchAll(/- \{ id: ([\w-]+),.*names: \[(.*?)\], marks: \[(.*?)\], domains: \[(.*?)\] \}/g),
].map(([, id = '', names, marks, domains]) => ({
  id,
  names: listed(names),
  marks: listed(marks),
  domains: listed(domains),
}));
const rules = { policy: DEFAULT_MAIL, brands, homeNetworks: ['192.168.0.0/16'] };
const outside = { ip: '203.0.113.9', port: 40_000 };
const inside = { ip: '192.168.10.5', port: 25 };

function opinion(lines: string | Buffer, given: { rules?: typeof rules; out?: boolean; from?: string } = {}) {
  const content = typeof lines === 'string' ? Buffer.from(lines.replaceAll('\n', '\r\n')) : lines;
  const [client, server] = given.out === true ? [inside, outside] : [outside, inside];
  const envelope = { from: given.from ?? 'a@partner.example', to: ['keiri@sakura-shoten.co.jp'] };
  const message = { ...takeApart(content), protocol: 'smtp' as const, fromClient: true, client, server, envelope };
  return mailPolicy(() => given.rules ?? rules)(message);
}
const signs = (...given: Parameters<typeof opinion>): string[] => opinion(...given).findings.map(({ sign }) => sign);
const mail = (head: string, body = 'お世話になっております。'): string =>
  `From: 田中 <a@partner.example>\nTo: keiri@sakura-shoten.co.jp\n${head}\n\n${body}\n`;
const attached = (name: string, bytes: Buffer): string =>
  mail(
    'Subject: files\nContent-Type: multipart/mixed; boundary=b',
    `--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment; ${name}\nContent-Transfer-Encoding: base64\n\n${bytes.toString('base64')}\n--b--`,
  );

/** A zip of one stored member. */
function zip(name: Buffer, encrypted: boolean): Buffer {
  const flags = encrypted ? 1 : 0;
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(flags, 6);
  local.writeUInt16LE(name.length, 26);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(flags, 8);
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(30 + name.length, 16);
  return Buffer.concat([local, name, entry, name, end]);
}

/** An OLE file of one directory sector with these names. */
function ole(...names: string[]): Buffer {
  const file = Buffer.alloc(512 * 3);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  file.writeUInt16LE(9, 30);
  file.writeUInt32LE(1, 48); // directory in sector 1, table of sectors in sector 0
  file.writeUInt32LE(0xfffffffe, 512 + 4);
  names.forEach((name, index) => {
    file.write(name, 1024 + 128 * index, 'utf16le');
    file.writeUInt16LE(2 * name.length + 2, 1024 + 128 * index + 64);
  });
  return file;
}

describe('words of a mail', () => {
  test('are read in every way Japanese mail programs write them', () => {
    const jis = (text: string): Buffer => Buffer.from(text, 'latin1');
    expect(decodeText(jis('\x1b$B@A5a=q\x1b(B'), 'ISO-2022-JP')).toBe('請求書');
    expect(decodeText(jis('\x1b$@@A5a=q\x1b(J'), 'us-ascii')).toBe('請求書');
    expect(decodeText(jis('\x1b(I1234\x1b(B'), null)).toBe('ｱｲｳｴ');
    expect(decodeText(jis('\x1b$(D0!\x1b(B'), 'iso-2022-jp-1')).toBe('丂');
    expect(decodeText(jis('\x1b$B-!-j\x1b(B'), 'cp50221')).toBe('①㈱');
    expect(decodeText(jis('\x90\xbf\x8b\x81\x8f\x91\x82\xcc\x8c\x8f'), null)).toBe('請求書の件');
    expect(decodeText(jis('\xc0\xc1\xb5\xe1\xbd\xf1\xa4\xce\xb7\xef'), null)).toBe('請求書の件');
    expect(decodeText(Buffer.from('請求書'), 'shift_jis')).not.toBe('');
    expect(decodeField('=?ISO-2022-JP?B?GyRCQEE1YT1xGyhC?= =?iso-2022-jp?B?GyRCJE43bxsoQg==?=')).toBe('請求書の件');
    expect(decodeField('=?utf-8?B?6KuL?= =?utf-8?B?5rGC?=')).toBe('請求');
    expect(decodeField('=?utf-8?B?6KuL5rE=?= =?utf-8?B?gg==?=')).toBe('請求');
    expect(decodeField('Re: =?Shift_JIS?Q?=90=BF=8B=81?= 4')).toBe('Re: 請求 4');
    expect(decodeField(Buffer.from('請求書').toString('latin1'))).toBe('請求書');
  });

  test('are read out of parameters in pieces and in encoded words', () => {
    expect(parameterOf("attachment; filename*=utf-8''%E8%AB%8B.zip", 'filename')).toBe('請.zip');
    expect(
      parameterOf("attachment; filename*0*=iso-2022-jp''%1B$B%40A; filename*1*=5a%1B(B; filename*2=.zip", 'filename'),
    ).toBe('請求.zip');
    expect(attachmentName('Content-Disposition: attachment; filename="=?UTF-8?B?6KuLLnppcA==?="')).toBe('請.zip');
    expect(attachmentName('Content-Type: application/zip; name="a b.zip"')).toBe('a b.zip');
  });
});

describe('attachments', () => {
  test('that ask for a password, carry macros or run are named, also inside archives', () => {
    expect(signs(attached('filename=a.zip', zip(Buffer.from('a.doc'), true)))).toEqual(['encrypted-archive']);
    expect(signs(attached('filename=a.zip', zip(Buffer.from('seikyu.pdf.lnk'), false)))).toEqual([
      'double-extension',
      'shortcut-file',
    ]);
    expect(signs(attached('filename=a.xls', ole('Workbook', '_VBA_PROJECT_CUR', 'VBA')))).toEqual(['macro-document']);
    expect(signs(attached('filename=a.xlsx', ole('EncryptedPackage', 'EncryptionInfo')))).toEqual([
      'encrypted-document',
    ]);
    expect(signs(attached('filename=a.pdf', Buffer.from('%PDF-1.6\ntrailer << /Encrypt 5 0 R >>')))).toEqual([
      'encrypted-pdf',
    ]);
    expect(signs(attached('filename=a.docm', Buffer.from('x')))).toEqual(['macro-document']);
    for (const name of ['a.js', 'a.hta', 'a.wsf', 'a.bat']) expect(nameSigns(name)).toEqual(['script-file']);
    for (const name of ['a.iso', 'a.img', 'a.vhdx']) expect(nameSigns(name)).toEqual(['disk-image']);
    expect(nameSigns('memo.one')).toEqual(['onenote-file']);
    expect(nameSigns('請求書.pdf　　　　　.exe')).toEqual(['double-extension', 'program-file']);
    expect(nameSigns('見積\u202Efdp.exe')).toEqual(['reversed-name', 'program-file']);
  });

  test('of every day say nothing', () => {
    for (const name of [
      '見積書.pdf',
      '2026.11.24_議事録.docx',
      'backup.tar.gz',
      'photo.jpg',
      'data.v1.2.csv',
      'report.xls',
    ])
      expect(nameSigns(name)).toEqual([]);
    expect(signs(attached('filename=a.zip', zip(Buffer.from('見積書.pdf'), false)))).toEqual([]);
    expect(signs(attached('filename=a.xls', ole('Workbook')))).toEqual([]);
  });
});

describe('senders', () => {
  const from = (value: string, more = 'Subject: x', body?: string) =>
    signs(mail(more, body).replace(/^From: .*$/m, `From: ${value}`));
  test('that imitate cards, banks, parcels and shops are named', () => {
    expect(from('Amazon <info@amazon-co-jp.example>')).toEqual(['look-alike-domain', 'brand-sender']);
    expect(from('x <info@rakutem.example>')).toEqual(['look-alike-domain']);
    expect(from('x <info@xn--mazon-3ve.com>')).toEqual(['homoglyph-domain']);
    expect(from('=?ISO-2022-JP?B?GyRCO0wwZj1ONlQ5VBsoQg==?= <a@b.example>', 'Subject: x')).toEqual([]);
    expect(from('三井住友銀行 <a@b.example>')).toEqual(['brand-sender']);
    expect(from('a <a@b.example>', 'Subject: 【Amazon】アカウントの利用制限のお知らせ')).toEqual(['brand-subject']);
    expect(from('佐川急便 <a@mail.sagawa-exp.co.jp>', 'Subject: 佐川急便 お届けできません 不在')).toEqual([]);
  });

  test('that borrow a name or turn answers elsewhere are named', () => {
    expect(from('"tanaka@sakura.example" <x@gmail.com>')).toEqual(['shown-address']);
    expect(from('a <a@partner.example>', 'Subject: x\nReply-To: a.partner@gmail.com')).toEqual(['reply-elsewhere']);
    expect(from('社長 <boss@sakura-shoten.co.jp>', 'Subject: x')).toEqual(['own-name-outside']);
    expect(from('a <keiri@sakura-shotem.co.jp>')).toEqual(['look-alike-domain']);
    expect(from('a <a@b.example>', 'Subject: 振込先口座変更のご連絡\nReply-To: b@gmail.com')).toEqual([
      'payment-change',
      'reply-elsewhere',
    ]);
  });

  test('that answer to nothing in a name from before are named', () => {
    const quote = 'ご確認ください。\n\n-----Original Message-----\nFrom: 田中 <tanaka@old.example>\nSent: Monday';
    expect(from('田中 <tanaka@new.example>', 'Subject: Re: 見積', quote)).toEqual([
      'false-reply',
      'reply-from-new-domain',
    ]);
    expect(from('田中 <tanaka@new.example>', 'Subject: Re: 見積\nReferences: <1@x>', quote)).toEqual([]);
    expect(from('田中 <tanaka@old.example>', 'Subject: Re: 見積', quote)).toEqual([]);
  });

  test('that hide where a link goes are named', () => {
    const html = (body: string) => signs(mail('Subject: x\nContent-Type: text/html; charset=utf-8', body));
    expect(html('<a href="https://evil.example/x">https://www.smbc.co.jp/</a>')).toEqual(['hidden-link']);
    expect(html('<p>x</p><a class=b href="http://amazon.evil.example/">here</a>')).toEqual(['look-alike-link']);
    expect(html('<a href="https://www.smbc.co.jp/a">www.smbc.co.jp</a>')).toEqual([]);
  });
});

describe('mail of every working day', () => {
  const firms = ['midori-shoji.co.jp', 'yamada-kogyo.jp', 'sasaki.or.jp', 'example-trading.com'];
  const subjects = [
    '11月分ご請求書の件',
    'Re: お打ち合わせの日程',
    '【重要】年末年始休業のお知らせ',
    '振込のご連絡',
    'お見積書送付のご案内',
    'Fwd: 図面の件',
    'Amazonビジネスの請求書について',
    'パスワードのお知らせ',
    'ヤマト運輸の送り状番号',
    'アカウント担当者変更のご挨拶',
    'meeting tomorrow',
    'Invoice 2026-11',
  ];
  const files = [
    '請求書_11月.pdf',
    '見積.xlsx',
    '図面.dwg',
    '写真.jpg',
    '議事録 2026.11.24.docx',
    'data.csv',
    'list.v2.1.xls',
    '送付状.pptx',
  ];
  const more = [
    'Subject-Note: a',
    'Reply-To: tanto@FIRM',
    'In-Reply-To: <1@x.example>',
    'List-Unsubscribe: <mailto:u@FIRM>\nReply-To: noreply@mailer.example',
    'Sender: system@mailer.example',
  ];
  test('is not told, whatever firm, subject, attachment or program', () => {
    let mails = 0;
    const told: string[] = [];
    for (const [index, firm] of firms.entries())
      for (const subject of subjects)
        for (const file of files)
          for (const extra of more) {
            mails += 1;
            const coded = `=?utf-8?B?${Buffer.from(file).toString('base64')}?=`;
            const text = index % 2 === 0 ? 'お世話になっております。' : 'On Mon, Tanaka wrote:\n> 了解しました。';
            const raw = `From: 担当 <tanto@${firm}>\n${extra.replaceAll('FIRM', firm)}\nTo: keiri@sakura-shoten.co.jp\nSubject: ${subject}\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html; charset=utf-8\n\n${text}<a href="https://www.${firm}/a">www.${firm}</a> <a href="https://forms.office.com/x">アンケート</a>\n--b\nContent-Type: application/octet-stream; name="${coded}"\nContent-Transfer-Encoding: base64\n\n${Buffer.from('%PDF-1.4 hello').toString('base64')}\n--b--`;
            const seen = signs(raw, { from: `tanto@${firm}` });
            if (seen.length > 0) told.push(`${subject} ${file} ${extra}: ${seen.join(' ')}`);
          }
    expect(mails).toBe(1920);
    expect(told).toEqual([]);
  });
});

describe('the policy', () => {
  test('lets go, tells or holds by class, and leaves mail that goes out its names', () => {
    const bad = attached('filename=a.pdf.exe', Buffer.from('x'));
    expect(opinion(bad).verdict).toBe('pass');
    expect(opinion(bad, { rules: { ...rules, policy: { ...DEFAULT_MAIL, programs: 'block' } } }).verdict).toBe('hold');
    expect(opinion(bad, { rules: { ...rules, policy: { ...DEFAULT_MAIL, programs: 'off' } } })).toEqual({
      verdict: 'pass',
      findings: [],
    });
    expect(signs(bad, { out: true })).toEqual(['double-extension', 'program-file']);
    expect(
      signs(mail('Subject: x').replace(/^From: .*$/m, 'From: Amazon <a@amazon.evil.example>'), { out: true }),
    ).toEqual([]);
  });

  test('explains every sign in one sentence and adds the scores up', () => {
    const all = explainSigns(
      MAIL_SIGNS.map((sign) => ({
        sign,
        facts: { file: 'a', domain: 'd', brand: 'b', link: 'l', shown: 's', from: 'f', envelope: 'e', 'reply to': 'r' },
      })),
    );
    expect(all.signs).toHaveLength(MAIL_SIGNS.length);
    for (const { sentence } of all.signs) expect(sentence).toMatch(/^[A-Z“][^\n]{15,160}\.$/u);
    expect(all).toMatchObject({ score: 100, severity: 'high' });
    expect(explainSigns([{ sign: 'encrypted-archive', facts: { file: 'a.zip' } }])).toMatchObject({
      score: 25,
      severity: 'low',
    });
  });

  test('answers to any bytes at all, in bounded time and facts', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'From: ',
        'Subject: ',
        'Content-Type: multipart/mixed; boundary=b',
        '\r\n',
        '\r\n\r\n',
        '--b',
        '=?iso-2022-jp?B?',
        '?=',
        '\x1b$B',
        'filename*0*=',
        "''%",
        'PK\x03\x04',
        '<a href="',
        '</a>',
        '<',
        '"',
        '\\',
        '(',
      ),
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        for (const { facts } of opinion(Buffer.from(pieces.join(''), 'latin1')).findings)
          for (const value of Object.values(facts)) expect(value.length).toBeLessThanOrEqual(320);
      }),
      { numRuns: 300 },
    );
    for (const unit of ['<', '"', '(a <', '=?utf-8?q?', 'x@', '<a href="a" ', 'Re: ', '\x1b$B!!', 'name*0*="'])
      opinion(mail(`Subject: ${unit.repeat(3000)}\nContent-Type: text/html`, unit.repeat(6000)));
  });
});
