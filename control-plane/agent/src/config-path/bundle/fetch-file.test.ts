import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PIECE_BYTES } from '@omamori/contract/bundle-delivery';
import { err, ok, type Result } from '@omamori/contract/result';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchFile } from './fetch-file.ts';

const content = randomBytes(PIECE_BYTES * 3 + 7);
const file = { sha256: createHash('sha256').update(content).digest('hex'), bytes: content.length };
let folder = '';
let path = '';
let asked: number[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-fetch-'));
  path = join(folder, 'rules');
  asked = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fetchUntil = (most: number, piece: (number: number) => Buffer | undefined = () => undefined) =>
  fetchFile(
    {
      ask: async (_sha256, number): Promise<Result<Buffer>> => {
        asked.push(number);
        if (number >= most) return err('BND_PIECE_LATE', 'late');
        return ok(piece(number) ?? content.subarray(number * PIECE_BYTES, (number + 1) * PIECE_BYTES));
      },
    },
    file,
    path,
    new AbortController().signal,
    () => undefined,
  );

describe('a file in pieces', () => {
  it('goes on behind the last whole piece, whatever a power cut left behind it', async () => {
    expect((await fetchUntil(2)).ok).toBe(false);
    expect(await readdir(folder)).toEqual(['rules.part']);
    const part = await readFile(`${path}.part`);
    await writeFile(`${path}.part`, Buffer.concat([part, Buffer.from('half a piece')]));
    expect((await fetchUntil(9)).ok).toBe(true);
    expect(asked).toEqual([0, 1, 2, 2, 3]);
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(await readdir(folder)).toEqual(['rules']);
  });

  it('is thrown away and fetched whole when what was kept of it is damaged', async () => {
    await fetchUntil(2);
    const part = await readFile(`${path}.part`);
    part.writeUInt8((part[5] ?? 0) ^ 1, 5);
    await writeFile(`${path}.part`, part);
    const wrong = await fetchUntil(9);
    expect(wrong.ok ? 'taken' : wrong.error.code).toBe('BND_FETCHED_WRONG');
    expect(await readdir(folder)).toEqual([]);
    asked = [];
    expect((await fetchUntil(9)).ok).toBe(true);
    expect(asked).toEqual([0, 1, 2, 3]);
  });

  it.each([0, PIECE_BYTES - 1])('is not taken with a piece of %i bytes where a whole one belongs', async (length) => {
    const cut = await fetchUntil(9, (number) => (number === 1 ? Buffer.alloc(length) : undefined));
    expect(cut.ok ? 'taken' : cut.error.code).toBe('BND_FETCHED_WRONG');
  });
});
