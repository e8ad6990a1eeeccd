import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBundle } from './build-bundle.ts';
import { openBundle } from './open-bundle.ts';

const pair = generateKeyPairSync('ed25519');
const key = {
  keyId: 'bundle-test',
  privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};
const trusted = { 'bundle-test': pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() };
const rulesFolder = join(import.meta.dirname, '../../../rules');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-bundle-'));
  const built = await buildBundle({ rulesFolder, targetFolder: folder, key, date: '2026-11-23', number: 1 });
  expect(built.ok).toBe(true);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withChanged(
  name: string,
  change: (content: Buffer) => Buffer,
  check: () => Promise<void>,
): Promise<void> {
  const path = join(folder, name);
  const before = await readFile(path);
  await writeFile(path, change(before));
  await check();
  await writeFile(path, before);
}

describe('a bundle', () => {
  it('opens after it was built and carries rules and countries', async () => {
    const opened = await openBundle(folder, trusted);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(opened.value.version).toBe('20261123.1');
    expect(opened.value.rules.toString()).toContain('sid:');
    expect(opened.value.countries.codes).toContain('LV');
  });

  it('is refused when one byte of a file differs', async () => {
    for (const name of ['countries.bin', 'omamori.rules']) {
      const flip = (content: Buffer) => Buffer.from(content.map((byte, index) => (index === 9 ? byte ^ 1 : byte)));
      await withChanged(name, flip, async () => {
        expect(await openBundle(folder, trusted)).toMatchObject({ ok: false, error: { code: 'BND_CHECKSUM' } });
      });
    }
  });

  it('is refused when the manifest was changed or signed by a stranger', async () => {
    const other = (content: Buffer) => Buffer.from(content.toString().replace('20261123.1', '20991231.1'));
    await withChanged('manifest.json', other, async () => {
      expect(await openBundle(folder, trusted)).toMatchObject({ ok: false, error: { code: 'DOC_SIGNATURE_BAD' } });
    });
    expect(await openBundle(folder, {})).toMatchObject({ ok: false, error: { code: 'DOC_KEY_UNKNOWN' } });
  });

  it('is refused by code when it is not there or no JSON', async () => {
    expect(await openBundle(join(folder, 'nowhere'), trusted)).toMatchObject({
      ok: false,
      error: { code: 'BND_MISSING' },
    });
    await withChanged(
      'manifest.json',
      () => Buffer.from('{'),
      async () => {
        expect(await openBundle(folder, trusted)).toMatchObject({ ok: false, error: { code: 'BND_MANIFEST_BAD' } });
      },
    );
  });
});
