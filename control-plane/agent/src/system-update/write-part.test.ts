import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { err, ok } from '@omamori/contract/result';
import { signDocument } from '@omamori/contract/signed-document';
import { SYSTEM_CHUNK_BYTES, type SystemManifest, type SystemPart } from '@omamori/contract/system-update';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blsDriver } from './bls-driver.ts';
import { confirmStart } from './confirm-start.ts';
import { installUpdate } from './install-update.ts';
import { hashOf, openPackage, PACKAGE_MAGIC } from './system-package.ts';
import { readState } from './system-state.ts';
import { autobootText, readAutoboot, writeAutoboot } from './tryboot-driver.ts';
import { verifyPart, writePart } from './write-part.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const trusted = { 'k-test': publicKey.export({ type: 'spki', format: 'pem' }).toString() };
const key = { keyId: 'k-test', privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
const root = Buffer.concat([
  Buffer.alloc(SYSTEM_CHUNK_BYTES, 1),
  Buffer.alloc(SYSTEM_CHUNK_BYTES, 2),
  Buffer.alloc(77, 3),
]);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'omamori-slots-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function makePackage(change: Partial<SystemManifest> = {}): Promise<{ path: string; manifest: SystemManifest }> {
  const body: Buffer[] = [];
  let at = 0;
  const partOf = (bytes: Buffer): SystemPart => {
    const chunks: SystemPart['chunks'] = [];
    for (let from = 0; from < bytes.length; from += SYSTEM_CHUNK_BYTES) {
      const chunk = bytes.subarray(from, from + SYSTEM_CHUNK_BYTES);
      const packed = zstdCompressSync(chunk);
      chunks.push({ sha256: hashOf(chunk), at, packed: packed.length });
      body.push(packed);
      at += packed.length;
    }
    return { bytes: bytes.length, chunks };
  };
  const parts = { root: partOf(root), kernel: partOf(Buffer.from('kernel')), initrd: partOf(Buffer.from('initrd')) };
  const named = { product: 'omamori', board: 'test-board', arch: 'arm64', version: 'v2', sequence: 2 } as const;
  const manifest: SystemManifest = { ...named, ...parts, ...change };
  const signed = signDocument('system-manifest', manifest, key);
  if (!signed.ok) throw new Error(signed.error.message);
  const head = Buffer.from(JSON.stringify(signed.value));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const path = join(folder, 'update.omsys');
  await writeFile(path, Buffer.concat([PACKAGE_MAGIC, length, head, ...body]));
  return { path, manifest };
}

async function makeBox(rootBytes = root.length) {
  const esp = join(folder, 'esp');
  const partitions = join(folder, 'parts');
  const state = join(folder, 'state');
  for (const path of [join(esp, 'loader/entries'), partitions, state]) await mkdir(path, { recursive: true });
  await writeFile(join(esp, 'loader/entries/omamori-0000000001-a.conf'), 'title Omamori\nversion v1\n');
  for (const slot of ['a', 'b']) {
    const file = await open(join(partitions, `omamori-root-${slot}`), 'w');
    await file.truncate(rootBytes);
    await file.close();
  }
  const driver = blsDriver({ esp, partitions, options: 'console=ttyAMA0' });
  const seen = { board: 'test-board', arch: 'arm64', running: 'a' as const };
  const said: string[] = [];
  const say = (words: string): void => void said.push(words);
  const install = { driver, stateFolder: state, seen, forget: async () => ok(undefined), say };
  return { esp, partitions, state, driver, install, said };
}

describe('a slot is written', () => {
  it('goes on where it was cut off, writes only what differs, and reads it back', async () => {
    const { path } = await makePackage();
    const opened = await openPackage(path, trusted);
    if (!opened.ok) throw new Error(opened.error.message);
    const update = opened.value;
    const { partitions } = await makeBox();
    const target = join(partitions, 'omamori-root-b');
    const { root: part } = update.manifest;
    const cut = await writePart(
      target,
      part,
      async (index) => (index === 1 ? err('UPD_WRITE_FAILED', 'cut') : update.chunk(part, index)),
      false,
    );
    expect(cut.ok).toBe(false);
    expect((await verifyPart(target, part)).ok).toBe(false);
    const done = await writePart(target, part, (index) => update.chunk(part, index), false);
    expect(done).toEqual(ok({ written: 2, kept: 1 }));
    expect((await verifyPart(target, part)).ok).toBe(true);
    await update.close();
  });

  it('installs into the other slot only, offers it with two tries, and finds it good after the start', async () => {
    const { path, manifest } = await makePackage();
    const box = await makeBox();
    const before = await readFile(join(box.partitions, 'omamori-root-a'));
    const opened = await openPackage(path, trusted);
    if (!opened.ok) throw new Error(opened.error.message);
    expect(await installUpdate(opened.value, box.install)).toEqual(ok(undefined));
    await opened.value.close();
    expect((await readFile(join(box.partitions, 'omamori-root-a'))).equals(before)).toBe(true);
    expect((await readFile(join(box.partitions, 'omamori-root-b'))).equals(root)).toBe(true);
    const entries = join(box.esp, 'loader/entries');
    expect((await readdir(entries)).sort()).toEqual(['omamori-0000000001-a.conf', 'omamori-0000000002-b+2.conf']);
    expect(await readFile(join(entries, 'omamori-0000000002-b+2.conf'), 'utf8')).toContain('omamori.slot=b');
    const parts = {
      driver: box.driver,
      stateFolder: box.state,
      statusFile: join(folder, 'status'),
      say: () => undefined,
    };
    const look = async () => ({ bridge: true, center: true, engine: true });
    const good = await confirmStart({ ...parts, running: 'b', look });
    expect(good.ok && good.value).toMatchObject({
      slot: 'b',
      version: 'v2',
      trial: false,
      last: { outcome: 'confirmed' },
    });
    expect(await readdir(entries)).toContain('omamori-0000000002-b.conf');
    expect(await readState(box.state)).toMatchObject({ ok: true, value: { floor: manifest.sequence } });
  });

  it('gives up a slot that never hears its center, and tells it from the old one', async () => {
    const { path } = await makePackage();
    const box = await makeBox();
    const opened = await openPackage(path, trusted);
    if (!opened.ok) throw new Error(opened.error.message);
    await installUpdate(opened.value, box.install);
    await opened.value.close();
    const parts = {
      driver: box.driver,
      stateFolder: box.state,
      statusFile: join(folder, 'status'),
      say: () => undefined,
    };
    const look = async () => ({ bridge: true, center: false, engine: true });
    const given = await confirmStart({ ...parts, running: 'b', look, mostMs: 1, everyMs: 1 });
    expect(given).toMatchObject({ ok: false, error: { code: 'UPD_GIVEN_UP' } });
    expect(await readdir(join(box.esp, 'loader/entries'))).toContain('omamori-0000000002-b+0.conf');
    const old = await confirmStart({ ...parts, running: 'a', look });
    expect(old.ok && old.value).toMatchObject({
      slot: 'a',
      last: { outcome: 'returned', reason: 'no-center', version: 'v2' },
    });
  });

  it('refuses a foreign signature, a changed byte and a package that ends early before anything is written', async () => {
    const { path } = await makePackage();
    const foreign = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();
    expect(await openPackage(path, { 'k-test': foreign })).toMatchObject({ error: { code: 'DOC_SIGNATURE_BAD' } });
    const bytes = await readFile(path);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const opened = await openPackage(path, trusted);
    if (!opened.ok) throw new Error(opened.error.message);
    const box = await makeBox();
    expect(await installUpdate(opened.value, box.install)).toMatchObject({ error: { code: 'UPD_PACKAGE_DAMAGED' } });
    expect(await readdir(join(box.esp, 'loader/entries'))).toEqual(['omamori-0000000001-a.conf']);
    await opened.value.close();
    await writeFile(path, bytes.subarray(0, 40));
    expect(await openPackage(path, trusted)).toMatchObject({ error: { code: 'UPD_PACKAGE_DAMAGED' } });
  });

  it('writes the file by which the firmware of a Raspberry Pi tries a slot once', async () => {
    expect(autobootText('a', 'b')).toBe('[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n');
    await writeAutoboot(folder, 'b', 'a');
    expect(await readAutoboot(folder)).toEqual(ok({ good: 'b', onTrial: 'a' }));
    await writeAutoboot(folder, 'b', null);
    expect(await readAutoboot(folder)).toEqual(ok({ good: 'b', onTrial: null }));
    await writeFile(join(folder, 'autoboot.txt'), '[all]\n');
    expect(await readAutoboot(folder)).toMatchObject({ error: { code: 'UPD_TRYBOOT_UNREADABLE' } });
  });
});
