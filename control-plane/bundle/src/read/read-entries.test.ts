import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipv4Text } from '../ip-number.ts';
import { type AddressRange, mergeRanges, parseRange, rangeText } from './address-range.ts';
import { domainOf, readEntries } from './read-entries.ts';

const sorted = (entries: ReturnType<typeof readEntries>) => ({
  domains: [...entries.domains],
  addresses: [...entries.addresses],
  urls: [...entries.urls],
  hashes: [...entries.hashes],
  unreadable: entries.unreadable.count,
});

describe('the entries of a feed', () => {
  it('are sorted by what they are, whatever stands beside them', () => {
    const text = [
      '# a comment',
      '',
      'Bad.Example.COM   # said twice',
      'bad.example.com',
      '.wild.example.net',
      '*.star.example.net',
      '192.0.2.7\t9',
      '198.51.100.0/24, a network',
      '203.0.113.5-203.0.113.9',
      '2001:db8::/32',
      '192.0.2.9:8080',
      '[2001:db8::5]:443',
      'http://evil.example.org/Load.php?A=1',
      'ftp://files.example.org',
      'http://192.0.2.44/x.exe',
      'd41d8cd98f00b204e9800998ecf8427e',
      '/only/a/path',
      '日本語.example',
    ].join('\n');
    expect(sorted(readEntries(text))).toEqual({
      domains: [
        'bad.example.com',
        'wild.example.net',
        'star.example.net',
        'files.example.org',
        'xn--wgv71a119e.example',
      ],
      addresses: [
        '192.0.2.7',
        '198.51.100.0/24',
        '203.0.113.5-203.0.113.9',
        '2001:db8::/32',
        '192.0.2.9',
        '2001:db8::5',
      ],
      urls: ['evil.example.org/Load.php?A=1', '192.0.2.44/x.exe'],
      hashes: ['d41d8cd98f00b204e9800998ecf8427e'],
      unreadable: 1,
    });
  });

  it('of hash databases of ClamAV are their hashes; other signatures of its are not guessed at', () => {
    const [md5, sha256] = ['d41d8cd98f00b204e9800998ecf8427e', 'e3b0c442'.padEnd(64, '9')];
    const text = `${md5}:68:Eicar-Test\n${sha256.toUpperCase()}:*:Any.Size:73\n512:${md5}:Section-1\nName-1:0:*:414243\n`;
    expect(sorted(readEntries(text))).toMatchObject({ hashes: [md5, sha256], domains: [], unreadable: 2 });
  });

  it('of a hosts file are its second words, without the names of the machine itself', () => {
    const text = '127.0.0.1 localhost\n0.0.0.0 ads.example.com\n0.0.0.0\ttracker.example.com # why\n';
    expect(sorted(readEntries(text, 'hosts')).domains).toEqual(['ads.example.com', 'tracker.example.com']);
  });

  it('of a list of pages are never taken for networks', () => {
    expect(sorted(readEntries('192.0.2.16/8\n', 'urls'))).toMatchObject({ urls: ['192.0.2.16/8'], addresses: [] });
  });

  it('are read from any noise without throwing, and every line is counted once', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 })), (lines) => {
        const entries = readEntries(lines.join('\n'));
        for (const domain of entries.domains) expect(domainOf(domain)).toBe(domain);
        for (const address of entries.addresses) expect(parseRange(address)).not.toBeNull();
      }),
    );
  });
});

describe('address ranges', () => {
  const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  it('merge into sorted, disjoint ranges that hold exactly the same addresses', () => {
    const small = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 20 }));
    fc.assert(
      fc.property(fc.array(small), (pairs) => {
        const ranges = pairs.map(([from, size]) => ({
          family: 4 as const,
          from: BigInt(from),
          to: BigInt(from + size),
        }));
        const merged = mergeRanges(ranges);
        const holds = (list: readonly AddressRange[], at: bigint) =>
          list.some(({ from, to }) => from <= at && at <= to);
        for (let at = 0n; at < 330n; at += 1n) expect(holds(merged, at)).toBe(holds(ranges, at));
        for (const [index, { from }] of merged.entries()) {
          if (index > 0) expect(from > (merged[index - 1]?.to ?? 0n) + 1n).toBe(true);
        }
      }),
    );
  });

  it('are the same after being written and read again', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const text = `${ipv4Text(Math.min(a, b))}-${ipv4Text(Math.max(a, b))}`;
        const range = parseRange(text);
        expect(range).not.toBeNull();
        if (range !== null) expect(parseRange(rangeText(range))).toEqual(range);
      }),
    );
  });

  it('refuse what is no address', () => {
    for (const text of ['', '192.0.2', '192.0.2.1/33', '2001:db8::/129', '192.0.2.9-192.0.2.1', 'a-b', '1.2.3.4/']) {
      expect(parseRange(text)).toBeNull();
    }
  });
});
