import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok } from '@omamori/contract/result';
import { afterEach, expect, test } from 'vitest';
import { rotateEve } from '../src/event-path/intake/rotate-eve.ts';
import { temporaryFolder } from './event-path-fixture.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function largeFile() {
  const folder = await temporaryFolder('rotate');
  undo.push(folder.remove);
  const path = join(folder.path, 'detections.json');
  await writeFile(path, 'x'.repeat(1000));
  const bookmark = JSON.stringify({ inode: String((await stat(path)).ino), offset: 10, head: 'a' });
  return { path, bookmark };
}

test('a file over the limit is renamed, and the engine is asked for a new one', async () => {
  const { path, bookmark } = await largeFile();
  let asked = 0;
  const reopen = async () => {
    asked += 1;
    return ok(undefined);
  };
  expect(await rotateEve(path, bookmark, reopen, 1001)).toEqual(ok(false));
  expect(await rotateEve(path, bookmark, reopen, 1000)).toEqual(ok(true));
  expect(await readFile(`${path}.1`, 'utf8')).toHaveLength(1000);
  expect(asked).toBe(1);
  expect(await rotateEve(path, bookmark, reopen, 1000)).toEqual(ok(false));
});

test('while the bookmark is still in the file before, nothing is renamed over it', async () => {
  const { path } = await largeFile();
  const elsewhere = JSON.stringify({ inode: '1', offset: 10, head: 'a' });
  expect(await rotateEve(path, elsewhere, async () => ok(undefined), 1000)).toEqual(ok(false));
  expect(await rotateEve(path, null, async () => ok(undefined), 1000)).toEqual(ok(false));
});

test('an engine that does not answer is reported; the renamed file stays', async () => {
  const { path, bookmark } = await largeFile();
  const rotated = await rotateEve(path, bookmark, async () => err('ENG_SOCKET', 'no engine'), 1000);
  expect(rotated).toMatchObject({ ok: false, error: { code: 'EVT_ROTATE_FAILED', detail: { cause: 'ENG_SOCKET' } } });
  expect(await readFile(`${path}.1`, 'utf8')).toHaveLength(1000);
});
