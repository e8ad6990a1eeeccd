import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { keyIdOf, type SigningKey } from '@omamori/contract/signed-document';

export interface CenterKey extends SigningKey {
  /** SPKI PEM: what a box must trust under `keyId`. */
  readonly publicKeyPem: string;
}

/**
 * The key that signs desired states (Ed25519, PKCS #8 PEM). Made at the first start, readable by its owner only; never
 * replaced: boxes trust exactly this one. Errors: CTR_KEY_UNREADABLE, CTR_KEY_EXPOSED, CTR_KEY_NOT_MADE.
 */
export async function loadSigningKey(file: string): Promise<Result<CenterKey>> {
  const read = await readKey(file);
  if (read.ok || read.error.code !== 'CTR_KEY_MISSING') return read;
  const made = await makeKey(file);
  return made.ok ? await readKey(file) : made;
}

async function readKey(file: string): Promise<Result<CenterKey>> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) {
      return err('CTR_KEY_EXPOSED', `Others can read the signing key ${file}: chmod 600 it, or better make a new one.`);
    }
    const privateKeyPem = await readFile(file, 'utf8');
    const key = createPrivateKey(privateKeyPem);
    if (key.asymmetricKeyType !== 'ed25519') {
      return err('CTR_KEY_UNREADABLE', `The signing key ${file} is not an Ed25519 key.`);
    }
    const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    return ok({ keyId: keyIdOf(publicKeyPem), privateKeyPem, publicKeyPem });
  } catch (thrown) {
    if (isMissing(thrown)) return err('CTR_KEY_MISSING', `There is no signing key at ${file}.`);
    return err('CTR_KEY_UNREADABLE', `The signing key ${file} cannot be read.`, { cause: causeOf(thrown) });
  }
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

/** Whole or not at all: written aside, synced, then linked, which fails when another process was first. */
async function makeKey(file: string): Promise<Result<void>> {
  const fresh = `${file}.${process.pid}.new`;
  try {
    await mkdir(dirname(file), { recursive: true });
    const { privateKey } = generateKeyPairSync('ed25519');
    const handle = await open(fresh, 'w', 0o600);
    try {
      await handle.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(fresh, file).catch((thrown: unknown) => {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
    });
    await rm(fresh, { force: true });
    const folder = await open(dirname(file), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
    return ok(undefined);
  } catch (thrown) {
    return err('CTR_KEY_NOT_MADE', `No signing key could be made at ${file}.`, { cause: causeOf(thrown) });
  }
}
