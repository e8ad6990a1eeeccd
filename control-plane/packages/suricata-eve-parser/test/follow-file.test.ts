import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Bookmark, type FollowFileOptions, followFile } from '../src/index.ts';

let folder = '';
let path = '';
let abort = new AbortController();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), `eve-follow-${process.pid}-`));
  path = join(folder, 'eve.json');
  abort = new AbortController();
});

afterEach(() => {
  abort.abort();
  rmSync(folder, { recursive: true });
});

/** What came: chunks as [text, how it ended], gaps as their code. */
type Came = ([text: string, ends: string] | string)[];

interface Following {
  readonly came: Came;
  readonly bookmarks: Bookmark[];
  readonly ended: Promise<void>;
}

function follow(options: Partial<FollowFileOptions> = {}): Following {
  const came: Came = [];
  const bookmarks: Bookmark[] = [];
  const ended = followFile({
    path,
    from: null,
    pollMs: 5,
    signal: abort.signal,
    onChunk: (chunk, after, ends) => {
      came.push([Buffer.from(chunk).toString(), ends]);
      bookmarks.push(after);
    },
    onGap: ({ code }) => {
      came.push(code);
    },
    ...options,
  });
  ended.catch(() => undefined);
  return { came, bookmarks, ended };
}

async function until(isReached: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000;
  while (!isReached() && performance.now() < deadline) await sleep(2);
}

/** Runs until `count` things came and ends; gives what came and the last bookmark. */
async function followFor(count: number, options: Partial<FollowFileOptions> = {}): Promise<Following> {
  const following = follow(options);
  await until(() => following.came.length >= count);
  await sleep(30);
  abort.abort();
  await following.ended;
  abort = new AbortController();
  return following;
}

function last(following: Following): Bookmark {
  return following.bookmarks.at(-1) as Bookmark;
}

test('a half line waits for its newline, and the bookmark stands behind the last whole line', async () => {
  writeFileSync(path, 'one\ntwo\nthr');
  const first = await followFor(1);
  expect(first.came).toEqual([['one\ntwo\n', 'line']]);
  expect(last(first)).toMatchObject({ offset: 8, inode: expect.stringMatching(/^\d+$/) });
  appendFileSync(path, 'ee\n');
  expect((await followFor(1, { from: last(first) })).came).toEqual([['three\n', 'line']]);
});

test('a line longer than a chunk comes in flagged parts, also across a restart', async () => {
  writeFileSync(path, 'aaaabbbbcc\nd\n');
  const whole = await followFor(3, { maxChunkBytes: 4 });
  expect(whole.came).toEqual([
    ['aaaa', 'inside-line'],
    ['bbbb', 'inside-line'],
    ['cc\n', 'line'],
    ['d\n', 'line'],
  ]);
  expect(whole.bookmarks.map(({ midLine }) => midLine)).toEqual([true, true, undefined, undefined]);
  const rest = await followFor(2, { maxChunkBytes: 4, from: whole.bookmarks[0] as Bookmark });
  expect(rest.came).toEqual(whole.came.slice(1));
});

test('nothing is read while onChunk has not settled', async () => {
  writeFileSync(path, 'one\ntwo\n');
  const gate = Promise.withResolvers<void>();
  const seen: string[] = [];
  const following = follow({
    maxChunkBytes: 4,
    onChunk: (chunk) => {
      seen.push(Buffer.from(chunk).toString());
      return gate.promise;
    },
  });
  await until(() => seen.length === 1);
  appendFileSync(path, 'three\n');
  await sleep(60);
  expect(seen).toEqual(['one\n']);
  gate.resolve();
  await until(() => seen.join('') === 'one\ntwo\nthree\n');
  expect(seen.join('')).toBe('one\ntwo\nthree\n');
  abort.abort();
  await following.ended;
});

test('a last line without newline comes when its file is finished, and is flagged', async () => {
  writeFileSync(path, 'one\ntail');
  const following = follow();
  await until(() => following.came.length === 1);
  renameSync(path, `${path}.1`);
  writeFileSync(path, '');
  await sleep(40);
  appendFileSync(`${path}.1`, '-end');
  appendFileSync(path, 'two\n');
  await until(() => following.came.length === 3);
  expect(following.came).toEqual([
    ['one\n', 'line'],
    ['tail-end', 'file'],
    ['two\n', 'line'],
  ]);
});

test.each([
  ['numbers', ['.2', '.1']],
  ['dates', ['.20240131', '.20240201-00']],
  ['dateext', ['-20240131', '-20240201']],
])('two rotations while away are read in their order, named by %s', async (_scheme, [older, newer]) => {
  writeFileSync(path, 'one\n');
  const first = await followFor(1);
  appendFileSync(path, 'late\n');
  renameSync(path, `${path}${older}`);
  await sleep(21);
  writeFileSync(path, 'two\n');
  renameSync(path, `${path}${newer}`);
  await sleep(21);
  writeFileSync(path, 'three\n');
  const rest = await followFor(3, { from: last(first) });
  expect(rest.came.map(([text]) => text)).toEqual(['late\n', 'two\n', 'three\n']);
});

test('neither compressed files, nor other neighbours, nor older rotations are read', async () => {
  writeFileSync(`${path}.3`, 'before\n');
  await sleep(21);
  writeFileSync(path, 'one\n');
  const first = await followFor(1);
  for (const suffix of ['.2.gz', '.bookmark', '.tmp', 'x.1']) writeFileSync(`${path}${suffix}`, 'foreign\n');
  mkdirSync(`${path}.7`);
  await sleep(21);
  renameSync(path, `${path}.1`);
  writeFileSync(path, 'two\n');
  expect((await followFor(1, { from: last(first) })).came).toEqual([['two\n', 'line']]);
});

test('a file emptied and written beyond the bookmark while away is told by its head', async () => {
  writeFileSync(path, 'one\n');
  const first = await followFor(1);
  writeFileSync(path, 'other and longer\n');
  const rest = await followFor(2, { from: last(first) });
  expect(rest.came).toEqual(['EVE_FILE_TRUNCATED', ['other and longer\n', 'line']]);
});

test('a file cut back to a part that was delivered goes on behind the cut', async () => {
  writeFileSync(path, `${'x'.repeat(99)}\n`.repeat(5));
  const following = follow();
  await until(() => following.came.length === 1);
  truncateSync(path, 300);
  await until(() => following.came.length === 2);
  appendFileSync(path, 'new\n');
  await until(() => following.came.length === 3);
  expect(following.came.slice(1)).toEqual(['EVE_FILE_TRUNCATED', ['new\n', 'line']]);
});

test('a bookmarked file that is gone is a gap, and only files begun later are read', async () => {
  writeFileSync(`${path}.1`, 'read long ago\n');
  await sleep(21);
  writeFileSync(path, 'one\n');
  const first = await followFor(1);
  rmSync(path);
  await sleep(21);
  writeFileSync(path, 'two\n');
  await sleep(21);
  renameSync(path, `${path}.0`);
  writeFileSync(path, 'three\n');
  const rest = await followFor(3, { from: last(first) });
  expect(rest.came).toEqual(['EVE_FILE_GONE', ['two\n', 'line'], ['three\n', 'line']]);
});

test('an inode used again by another file is not taken for the bookmarked one', async () => {
  writeFileSync(path, 'one\n');
  const first = await followFor(1);
  const reused = { ...last(first), birth: '1' };
  writeFileSync(path, 'two and more\n');
  expect((await followFor(2, { from: reused })).came).toEqual(['EVE_FILE_GONE', ['two and more\n', 'line']]);
  const { birth: _unknown, ...without } = last(first);
  expect((await followFor(2, { from: without })).came).toEqual(['EVE_FILE_TRUNCATED', ['two and more\n', 'line']]);
});

test('a missing file is waited for, also when it is rotated before it was seen', async () => {
  const following = follow({ pollMs: 60 });
  await sleep(30);
  writeFileSync(path, 'one\n');
  renameSync(path, `${path}.1`);
  await sleep(21);
  writeFileSync(path, 'two\n');
  await until(() => following.came.length === 2);
  expect(following.came.map(([text]) => text)).toEqual(['one\n', 'two\n']);
});

test('aborting ends it from any state without an error and leaves no descriptor open', async () => {
  const missing = follow();
  await sleep(15);
  abort.abort();
  await missing.ended;
  abort = new AbortController();
  writeFileSync(path, 'one\n');
  await followFor(1);
  const links = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return 'closed meanwhile';
    }
  });
  expect(links.filter((link) => link.startsWith(folder))).toEqual([]);
  abort.abort();
  await expect(follow().ended).resolves.toBeUndefined();
});

test('what onChunk throws ends it, and the file is closed', async () => {
  writeFileSync(path, 'one\n');
  const mine = new RangeError('mine');
  await expect(follow({ onChunk: () => Promise.reject(mine) }).ended).rejects.toBe(mine);
});

test('what cannot be followed is refused by code', async () => {
  mkdirSync(path);
  await expect(follow().ended).rejects.toMatchObject({ code: 'EVE_FILE_UNREADABLE' });
  const bad = { inode: '1', offset: -1, head: '' };
  await expect(follow({ from: bad }).ended).rejects.toMatchObject({ code: 'EVE_MISUSE' });
  await expect(follow({ pollMs: 0 }).ended).rejects.toMatchObject({ code: 'EVE_MISUSE' });
});
