import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { keyIdOf } from '@omamori/contract/signed-document';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildOptions, buildBundle } from './build-bundle.ts';
import { openBundle } from './open-bundle.ts';

const pair = generateKeyPairSync('ed25519');
const privateKeyPem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const key = { keyId: keyIdOf(privateKeyPem), privateKeyPem };
const trusted = { [key.keyId]: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() };

let folder = '';
let options: BuildOptions;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-build-'));
  await cp(join(import.meta.dirname, '../../../rules'), join(folder, 'rules'), { recursive: true });
  options = {
    rulesFolder: join(folder, 'rules'),
    targetFolder: join(folder, 'bundle'),
    stateFolder: join(folder, 'state'),
    key,
    date: '2026-11-23',
    number: 1,
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const feed = (from: string, limits = ''): string => `v: 1
sources:
  - { id: own, kind: suricata-rules, take: as-is, from: { file: suricata/omamori-base.rules }, licence: X1, attribution: X1 }
  - { id: feed, kind: list, from: ${from}, licence: X1, attribution: X1, function: F3, story: dangerous-site, severity: high${limits} }
`;
const names = (count: number): string => Array.from({ length: count }, (_, at) => `n${at}.example.com\n`).join('');

async function put(path: string, content: string | Buffer): Promise<void> {
  await mkdir(join(folder, 'rules/lists'), { recursive: true });
  await writeFile(join(folder, 'rules', path), content);
}

async function domainsOf(): Promise<string[]> {
  const opened = await openBundle(options.targetFolder, trusted);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value.lists.find(({ kind }) => kind === 'domains')?.read() ?? [];
}

describe('building a bundle', () => {
  it('takes lists, leaves out names that others cover, and refuses what is protected with its feed', async () => {
    await put('sources.yaml', feed('{ file: lists/feed.txt.gz }'));
    await put('lists/feed.txt.gz', gzipSync('a.example.com\nexample.com\nwww.e-tax.nta.go.jp\n192.0.2.1\n10.0.0.1\n'));
    const built = await buildBundle(options);
    if (!built.ok) throw new Error(built.error.message);
    expect(await domainsOf()).toEqual(['example.com']);
    expect(built.value.lists.refused).toEqual([
      { feed: 'feed', entry: 'www.e-tax.nta.go.jp', because: 'government' },
      { feed: 'feed', entry: '10.0.0.1', because: 'private' },
    ]);
    expect(built.value.manifest.sources.at(-1)).toMatchObject({ name: 'feed', licence: 'X1', entries: 5 });
  });

  it('is the same bundle for the same sources, date and number', async () => {
    const first = await buildBundle(options);
    const second = await buildBundle({ ...options, targetFolder: join(folder, 'again') });
    expect(first.ok && second.ok && first.value.manifest).toEqual(second.ok && second.value.manifest);
  });

  it.each([
    ['is gone', async () => rm(join(folder, 'rules/lists/feed.txt')), /cannot be read/],
    ['shrinks too far', async () => put('lists/feed.txt', names(3)), /shrank from 10 to 3/],
    ['grows too far', async () => put('lists/feed.txt', names(100)), /grew from 10 to 100/],
    ['is empty', async () => put('lists/feed.txt', '# nothing today\n'), /fewer than 1/],
  ])('keeps the last good version of a feed that %s, and says so', async (_, spoil, reason) => {
    await put('sources.yaml', feed('{ file: lists/feed.txt }'));
    await put('lists/feed.txt', names(10));
    expect(await buildBundle(options)).toMatchObject({ ok: true });
    await spoil();
    const built = await buildBundle({ ...options, date: '2026-11-24' });
    if (!built.ok) throw new Error(built.error.message);
    expect(await domainsOf()).toHaveLength(10);
    expect(built.value.taken.at(-1)).toMatchObject({ date: '2026-11-23', kept: expect.stringMatching(reason) });
    expect(built.value.manifest.sources.at(-1)?.kept).toMatch(reason);
  });

  it('is refused when a feed fails and no good version was ever kept', async () => {
    await put('sources.yaml', feed('{ file: lists/nowhere.txt }'));
    expect(await buildBundle(options)).toMatchObject({ ok: false, error: { code: 'BND_SOURCE_MISSING' } });
    await put('sources.yaml', feed('{ file: lists/feed.txt }', ', limits: { atLeast: 50 }'));
    await put('lists/feed.txt', names(10));
    expect(await buildBundle(options)).toMatchObject({ ok: false, error: { code: 'BND_SOURCE_REFUSED' } });
  });

  it('names the file and place of a mistake in the list of sources', async () => {
    await put('sources.yaml', feed('{ file: ../../etc/passwd }'));
    expect(await buildBundle(options)).toMatchObject({ ok: false, error: { code: 'BND_SOURCES_BAD' } });
    expect(await buildBundle({ ...options, board: 'toaster' })).toMatchObject({
      ok: false,
      error: { code: 'BND_SOURCES_BAD' },
    });
  });

  it('names the boards there are when it does not know one', async () => {
    const built = await buildBundle({ ...options, board: 'toaster' });
    expect(built).toMatchObject({
      ok: false,
      error: { code: 'BND_BOARD_UNKNOWN', message: expect.stringMatching(/rpi4/) },
    });
  });

  it('reads from a mirror, and stands on the last good version while the mirror is ill', async () => {
    let healthy = true;
    const server = createServer((_, answer) => {
      answer.statusCode = healthy ? 200 : 503;
      answer.end(names(4));
    }).listen(0, '127.0.0.1');
    await new Promise((ready) => server.once('listening', ready));
    try {
      const { port } = server.address() as AddressInfo;
      await put('sources.yaml', feed(`{ mirror: 'http://127.0.0.1:${port}/feed' }`));
      expect(await buildBundle(options)).toMatchObject({ ok: true });
      expect(await domainsOf()).toHaveLength(4);
      healthy = false;
      const built = await buildBundle(options);
      expect(built.ok && built.value.taken.at(-1)?.kept).toMatch(/503/);
      expect(await domainsOf()).toHaveLength(4);
    } finally {
      server.close();
    }
  });
});
