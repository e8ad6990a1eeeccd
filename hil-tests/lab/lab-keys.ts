import { generateKeyPairSync, randomInt } from 'node:crypto';
import { keyIdOf, type SigningKey, type TrustedKeys } from '@omamori/contract/signed-document';

export interface LabKeys {
  /** Signs desired states; the center holds it. */
  readonly center: SigningKey;
  /** Signs the factory bundle. */
  readonly bundle: SigningKey;
  /** What the box trusts. */
  readonly trusted: TrustedKeys;
}

export function makeLabKeys(): LabKeys {
  const center = makeKey();
  const bundle = makeKey();
  return {
    center: center.key,
    bundle: bundle.key,
    trusted: { [center.key.keyId]: center.publicPem, [bundle.key.keyId]: bundle.publicPem },
  };
}

function makeKey(): { key: SigningKey; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { key: { keyId: keyIdOf(publicPem), privateKeyPem }, publicPem };
}

/** A code a person can read aloud: groups of letters and digits without 0 O 1 I L. About 59 bits for twelve. */
export function makeCode(groups: number): string {
  const letters = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: groups }, group).join('-');
}
