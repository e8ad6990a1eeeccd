import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { keyIdOf, type SigningKey } from '@omamori/contract/signed-document';
import { loadKeyFile } from '../../key-file.ts';

export interface CenterKey extends SigningKey {
  /** SPKI PEM: what a box must trust under `keyId`. */
  readonly publicKeyPem: string;
}

/**
 * The key that signs desired states (Ed25519, PKCS #8 PEM). Made at the first start, readable by its owner only; never
 * replaced: boxes trust exactly this one. Errors: CTR_KEY_UNREADABLE, CTR_KEY_EXPOSED, CTR_KEY_NOT_MADE.
 */
export async function loadSigningKey(file: string): Promise<Result<CenterKey>> {
  const read = await loadKeyFile(file, () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  if (!read.ok) return read;
  try {
    const key = createPrivateKey(read.value);
    if (key.asymmetricKeyType !== 'ed25519') {
      return err('CTR_KEY_UNREADABLE', `The signing key ${file} is not an Ed25519 key.`);
    }
    const publicKeyPem = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
    return ok({ keyId: keyIdOf(publicKeyPem), privateKeyPem: read.value, publicKeyPem });
  } catch (thrown) {
    return err('CTR_KEY_UNREADABLE', `The signing key ${file} cannot be read.`, { cause: causeOf(thrown) });
  }
}
