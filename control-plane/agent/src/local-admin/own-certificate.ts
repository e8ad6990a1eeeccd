// The page's certificate: key made on the box, never leaves it; self-signed, so people compare its fingerprint with
// the one the console shows (docs/adr/0018). One file holds both, so that a power cut never parts them.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { readFileBounded, writeFileDurably } from '../platform/durable-file.ts';
import { writeCertificate } from './write-certificate.ts';

/** The name by which the page may also be reached, where somebody's DNS points it at the box. */
export const SERVICE_NAME = 'omamori.internal';

export interface OwnCertificate {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** SHA-256 over the DER form, 64 hex digits, as browsers show it. */
  readonly fingerprint: string;
}

const DAY_MS = 24 * 3_600_000;
/** Within the 398 days that browsers take from public authorities: what they warn about stays one thing. */
const LIFE_MS = 397 * DAY_MS;
const RENEW_BEFORE_MS = 30 * DAY_MS;

/**
 * The one on the disk while it holds for every address and for 30 more days, else a new one with the same key.
 * Errors: ADM_CERTIFICATE_FAILED when it can be neither read nor made.
 */
export async function keepOwnCertificate(
  path: string,
  appliance: string,
  addresses: readonly string[],
  nowMs: number,
): Promise<Result<OwnCertificate>> {
  const stored = await readStored(path);
  if (stored !== null && holds(stored.certificate, addresses, nowMs)) return ok(describe(stored));
  try {
    const privateKey = stored?.privateKey ?? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const [fromMs, toMs] = [nowMs - DAY_MS, nowMs + LIFE_MS - DAY_MS];
    const wish = { name: appliance, addresses, dnsName: SERVICE_NAME, fromMs, toMs };
    const der = writeCertificate(wish, privateKey, createPublicKey(privateKey));
    const made = describe({ certificate: new X509Certificate(der), privateKey });
    const written = await writeFileDurably(path, `${made.privateKeyPem}${made.certificatePem}`, 0o600);
    return written.ok ? ok(made) : failed(written.error.code);
  } catch (thrown) {
    return failed(causeOf(thrown));
  }
}

interface KeyAndCertificate {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/** A clock before the certificate's beginning is a box that lost its time: the certificate is not to blame. */
function holds(certificate: X509Certificate, addresses: readonly string[], nowMs: number): boolean {
  const left = Date.parse(certificate.validTo) - nowMs;
  return left > RENEW_BEFORE_MS && addresses.every((address) => certificate.checkIP(address) !== undefined);
}

function describe({ certificate, privateKey }: KeyAndCertificate): OwnCertificate {
  return {
    certificatePem: certificate.toString(),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** Null for a missing or damaged file: then key and certificate are made anew, and the fingerprint changes. */
async function readStored(path: string): Promise<KeyAndCertificate | null> {
  const content = await readFileBounded(path, 16 * 1024);
  if (!content.ok) return null;
  const text = content.value.toString('utf8');
  const [keyPem = ''] = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text) ?? [];
  const [certificatePem = ''] = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.exec(text) ?? [];
  try {
    const [privateKey, certificate] = [createPrivateKey(keyPem), new X509Certificate(certificatePem)];
    return certificate.checkPrivateKey(privateKey) ? { certificate, privateKey } : null;
  } catch {
    return null; // a cut file, or a key and a certificate that are no pair
  }
}

function failed(cause: string): Result<never> {
  return err('ADM_CERTIFICATE_FAILED', 'The certificate of the page can be neither read nor made.', { cause });
}
