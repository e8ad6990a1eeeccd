import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { writeCertificate } from '../src/local-admin/write-certificate.ts';

const DAY_MS = 86_400_000;

/** Key and self-signed certificate for a server of a bench or a test, PEM, one after the other. */
export function makeCertificate(): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const times = { fromMs: Date.now() - DAY_MS, toMs: Date.now() + DAY_MS };
  const wish = { name: 'bench.example', dnsName: 'bench.example', addresses: [], ...times };
  const certificate = new X509Certificate(writeCertificate(wish, privateKey, publicKey)).toString();
  return `${privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${certificate}`;
}
