// The center's own authority: one key file, one self-signed certificate in it. It certifies boxes as clients and this
// center as a server, nothing else.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { loadKeyFile } from '../../key-file.ts';
import { type Issuer, newSerial, type Span, writeCertificate } from './write-certificate.ts';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 20 * 365;
/** A box whose clock is behind must find the center's certificate in force; RFC 5280 asks for no truth of notBefore. */
const BACK_DATED_MS = 30 * DAY_MS;
const SERVER_DAYS = 397;
/** What stands in the center's certificates; no box can have these names: ids of boxes are small letters. */
const SERVER_NAME = 'Omamori center';
export const CENTER_NAME = 'Omamori-center';

export interface DeviceCertificate {
  readonly pem: string;
  readonly serial: string;
  readonly span: Span;
}

export interface ServerPair {
  readonly key: string;
  readonly cert: string;
}

export interface Authority {
  readonly pem: string;
  /** SHA-256 of the certificate, 64 hex digits. */
  readonly fingerprint: string;
  certifyBox(appliance: string, publicKey: KeyObject, nowMs: number, lifetimeMs: number): DeviceCertificate;
  /** A fresh key each time: it needs no place on the disk. */
  certifyServer(names: readonly string[], nowMs: number): ServerPair;
  /** For the center's own way to an outside broker. */
  certifyCenter(nowMs: number, name: string): ServerPair;
}

/** Errors: CTR_KEY_UNREADABLE, CTR_KEY_EXPOSED, CTR_KEY_NOT_MADE. */
export async function loadAuthority(file: string, nowMs: number): Promise<Result<Authority>> {
  const read = await loadKeyFile(file, () => makeAuthority(nowMs));
  if (!read.ok) return read;
  try {
    const certificate = new X509Certificate(read.value.slice(read.value.indexOf('-----BEGIN CERTIFICATE-----')));
    const key = createPrivateKey(read.value);
    if (!certificate.ca || !certificate.checkPrivateKey(key)) {
      return err('CTR_KEY_UNREADABLE', `The authority ${file} does not hold a certificate and its key.`);
    }
    return ok(createAuthority(certificate, key));
  } catch (thrown) {
    return err('CTR_KEY_UNREADABLE', `The authority ${file} cannot be read.`, { cause: causeOf(thrown) });
  }
}

function makeAuthority(nowMs: number): string {
  const { privateKey, publicKey } = newKeyPair();
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const name = `Omamori authority ${createHash('sha256').update(spki).digest('hex').slice(0, 16)}`;
  const span = { fromMs: nowMs - BACK_DATED_MS, toMs: nowMs + AUTHORITY_DAYS * DAY_MS };
  const subject = { name, publicKey, serial: newSerial() };
  const certificate = writeCertificate({ name, key: privateKey, publicKey }, subject, span, { kind: 'authority' });
  return pemOf(privateKey) + certificate;
}

function createAuthority(certificate: X509Certificate, key: KeyObject): Authority {
  const name = certificate.subject.replace(/^CN=/, '');
  const issuer: Issuer = { name, key, publicKey: createPublicKey(key) };
  const pair = (pairName: string, nowMs: number, purpose: Parameters<typeof writeCertificate>[3]): ServerPair => {
    const own = newKeyPair();
    const span = { fromMs: nowMs - BACK_DATED_MS, toMs: nowMs + SERVER_DAYS * DAY_MS };
    const subject = { name: pairName, publicKey: own.publicKey, serial: newSerial() };
    return { key: pemOf(own.privateKey), cert: writeCertificate(issuer, subject, span, purpose) };
  };
  return {
    pem: certificate.toString(),
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    certifyBox: (appliance, publicKey, nowMs, lifetimeMs) => {
      const serial = newSerial();
      const span = { fromMs: nowMs - Math.min(DAY_MS, lifetimeMs / 10), toMs: nowMs + lifetimeMs };
      const subject = { name: appliance, publicKey, serial };
      return { pem: writeCertificate(issuer, subject, span, { kind: 'client' }), serial, span };
    },
    certifyServer: (names, nowMs) => pair(SERVER_NAME, nowMs, { kind: 'server', names }),
    certifyCenter: (nowMs, centerName) => pair(centerName, nowMs, { kind: 'client' }),
  };
}

function newKeyPair() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
