import { generateKeyPairSync } from 'node:crypto';
import { copyFile, open, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { packSystem } from '@omamori/bundle/pack-system';
import { keyIdOf } from '@omamori/contract/signed-document';
import { mustRun } from '../../lab/run-command.ts';

const MAKE_DISK = join(import.meta.dirname, '../../../image/boards/qemu-arm64/make-disk.sh');
const FIRMWARE = '/usr/share/AAVMF';
const DATA_BYTES = 1536 * 1024 ** 2;
const EMPTY_ROOT_BYTES = 64 * 1024 ** 2;

export const VERSIONS = { factory: 'rig-1', good: 'rig-2', bad: 'rig-3' } as const;
/** Where the packages lie on the box: as if somebody had carried them there. */
export const PACKAGES = { good: '/data/good.omsys', bad: '/data/bad.omsys' } as const;

/** UEFI and one disk with two slots, in place of kernel, root and data given to QEMU. */
export interface UpdateDisk {
  readonly disk: string;
  readonly firmware: string;
  readonly variables: string;
}

export interface UpdateKeys {
  readonly privateKeyPem: string;
  readonly keyId: string;
  readonly trusted: Readonly<Record<string, string>>;
}

export function makeUpdateKeys(): UpdateKeys {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const keyId = keyIdOf(publicPem);
  return { privateKeyPem, keyId, trusted: { [keyId]: publicPem } };
}

/** The good update is the image itself as a newer version; the bad one has a root that holds nothing. */
export async function makeUpdateDisk(
  image: string,
  data: string,
  folder: string,
  keys: UpdateKeys,
): Promise<UpdateDisk> {
  const empty = join(folder, 'empty-root');
  const file = await open(empty, 'w');
  await file.truncate(EMPTY_ROOT_BYTES);
  await file.close();
  await truncate(data, DATA_BYTES);
  await mustRun(['e2fsck', '-fy', data], { timeoutMs: 120_000 }).catch(() => undefined); // 1 is "mended"
  await mustRun(['resize2fs', data], { timeoutMs: 120_000 });
  const beside = { kernel: `${image}.vmlinuz`, initrd: `${image}.initrd`, board: 'qemu-arm64' };
  for (const [name, root, sequence] of [
    ['good', image, 2],
    ['bad', empty, 3],
  ] as const) {
    const target = join(folder, `${name}.omsys`);
    const packed = await packSystem({ ...beside, root, version: VERSIONS[name], sequence }, keys, target);
    if (!packed.ok) throw new Error(packed.error.message);
    await mustRun(['debugfs', '-w', '-R', `write ${target} ${name}.omsys`, data], { timeoutMs: 120_000 });
    await rm(target);
  }
  const disk = join(folder, 'disk.img');
  await mustRun([MAKE_DISK, image, data, disk, VERSIONS.factory, '1'], { timeoutMs: 300_000 });
  await rm(data);
  const variables = join(folder, 'variables.fd');
  await copyFile(join(FIRMWARE, 'AAVMF_VARS.fd'), variables);
  return { disk, firmware: join(FIRMWARE, 'AAVMF_CODE.fd'), variables };
}
