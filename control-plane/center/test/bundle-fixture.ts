import { generateKeyPairSync } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBundle } from '@omamori/bundle/build-bundle';
import { packBundle } from '@omamori/bundle/packed-bundle';
import { type SignedDocument, signDocument } from '@omamori/contract/signed-document';

const pair = generateKeyPairSync('ed25519');
const key = { keyId: 'builder', privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
/** The builder, as settings name those whom a center trusts. */
export const bundleKeys = { builder: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() };

const rulesFolder = join(import.meta.dirname, '../../../rules');
const DAY = '2026-11-23';
const builtIn = (folder: string, number: number): string => join(folder, `built-${number}`);

export const versionOf = (number: number): string => `${DAY.replaceAll('-', '')}.${number}`;
export const packedIn = (folder: string, number: number): string => join(folder, `packed-${number}`);
export const manifestIn = (folder: string, number: number): string => join(builtIn(folder, number), 'manifest.json');

/** One build of the repository's rules, signed and packed once for each number; building each anew costs seconds. */
export async function packBundlesOfTest(folder: string, numbers: readonly [number, ...number[]]): Promise<void> {
  const [first, ...others] = numbers;
  const made = await buildBundle({ rulesFolder, targetFolder: builtIn(folder, first), key, date: DAY, number: first });
  if (!made.ok) throw new Error(made.error.message);
  for (const number of others) {
    await cp(builtIn(folder, first), builtIn(folder, number), { recursive: true });
    await renumber(manifestIn(folder, number), number);
  }
  for (const number of numbers) await packBundle(builtIn(folder, number), packedIn(folder, number));
}

async function renumber(file: string, number: number): Promise<void> {
  const { payload } = JSON.parse(await readFile(file, 'utf8')) as SignedDocument;
  const signed = signDocument('bundle-manifest', { ...(payload as object), version: versionOf(number) }, key);
  if (!signed.ok) throw new Error(signed.error.message);
  await writeFile(file, `${JSON.stringify(signed.value, null, 2)}\n`);
}
