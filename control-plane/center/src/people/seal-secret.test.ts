import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSecretSeal, loadSecretSeal } from './seal-secret.ts';

const OLD = Buffer.alloc(32, 1);
const NEW = Buffer.alloc(32, 2);
const SECRET = 'JBSWY3DPEHPK3PXP';

describe('the seal of second factors', () => {
  it('opens what it sealed, for that account only, and never seals twice alike', () => {
    const seal = createSecretSeal([NEW]);
    const stored = seal.seal(SECRET, 7);
    expect(stored).not.toContain(SECRET);
    expect(seal.seal(SECRET, 7)).not.toBe(stored);
    expect(seal.open(stored, 7)).toEqual({ ok: true, value: SECRET });
    expect(seal.open(stored, 8)).toMatchObject({ error: { code: 'PPL_SECRET_UNREADABLE' } });
    expect(seal.open(`${stored.slice(0, -2)}AA`, 7)).toMatchObject({ ok: false });
    expect(seal.open('gcm:nonsense', 7)).toMatchObject({ ok: false });
  });

  it('takes what stands there unsealed, and what an earlier key sealed, and knows both as old', () => {
    const seal = createSecretSeal([NEW, OLD]);
    const earlier = createSecretSeal([OLD]).seal(SECRET, 7);
    for (const stored of [SECRET, earlier]) {
      expect(seal.open(stored, 7)).toEqual({ ok: true, value: SECRET });
      expect(seal.isFresh(stored)).toBe(false);
    }
    expect(createSecretSeal([NEW]).open(earlier, 7)).toMatchObject({ ok: false });
  });

  it('has its key in a file for its owner only, the same after a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'seal-'));
    try {
      const file = join(folder, 'keys', 'second-factor.key');
      const first = await loadSecretSeal(file);
      if (!first.ok) throw new Error(first.error.code);
      const stored = first.value.seal(SECRET, 1);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const again = await loadSecretSeal(file);
      expect(again.ok && again.value.open(stored, 1)).toEqual({ ok: true, value: SECRET });
      await writeFile(file, `${NEW.toString('base64')}\n${await readFile(file, 'utf8')}`);
      const rotated = await loadSecretSeal(file);
      expect(rotated.ok && [rotated.value.open(stored, 1).ok, rotated.value.isFresh(stored)]).toEqual([true, false]);
      await writeFile(file, 'short\n');
      expect(await loadSecretSeal(file)).toMatchObject({ error: { code: 'CTR_KEY_UNREADABLE' } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
