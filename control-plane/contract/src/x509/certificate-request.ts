// PKCS #10 (RFC 2986) for one kind of key and one kind of name: P-256, a common name, no attributes.
import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { err, ok, type Result } from '../result.ts';
import { type DerItem, inside, readDer } from './read-der.ts';
import { bitString, commonName, ECDSA_SHA256, integer, sequence, tlv } from './write-der.ts';

const LABEL = 'CERTIFICATE REQUEST';
const MAX_CHARACTERS = 4096;

/** PEM. For a P-256 key pair. */
export function writeRequest(name: string, privateKey: KeyObject): string {
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' });
  const info = sequence(integer(Buffer.from([0])), commonName(name), spki, tlv(0xa0));
  return toPem(LABEL, sequence(info, ECDSA_SHA256, bitString(sign('sha256', info, privateKey))));
}

/**
 * The public key of a request that was made by whoever holds its private key, for this name and in this form.
 * Error: ENR_REQUEST_INVALID.
 */
export function readRequest(pem: string, name: string): Result<KeyObject> {
  const der = pem.length > MAX_CHARACTERS ? null : fromPem(LABEL, pem);
  const parts = der === null ? null : readParts(der);
  if (parts === null) return invalid('not a request of the agreed form');
  const [info, algorithm, signature] = parts;
  const fields = inside(info, 0x30);
  const subject = fields?.[1];
  const spki = fields?.[2];
  if (fields === null || fields.length !== 4 || subject === undefined || spki === undefined) return invalid('fields');
  if (!subject.whole.equals(commonName(name))) return invalid('another name');
  if (!algorithm.whole.equals(ECDSA_SHA256) || signature.tag !== 0x03 || signature.content[0] !== 0) {
    return invalid('algorithm');
  }
  const key = publicKeyOf(spki.whole);
  if (key === null) return invalid('key');
  const isOwn = verify('sha256', info.whole, key, signature.content.subarray(1));
  return isOwn ? ok(key) : invalid('signature');
}

function readParts(der: Buffer): [DerItem, DerItem, DerItem] | null {
  const outer = readDer(der);
  if (outer?.length !== 1) return null;
  const [info, algorithm, signature, ...rest] = inside(outer[0], 0x30) ?? [];
  if (info === undefined || algorithm === undefined || signature === undefined || rest.length > 0) return null;
  return [info, algorithm, signature];
}

function publicKeyOf(spki: Buffer): KeyObject | null {
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : null;
  } catch (thrown) {
    if (thrown instanceof Error) return null; // no key that this machine knows
    throw thrown;
  }
}

function invalid(what: string): Result<never> {
  return err('ENR_REQUEST_INVALID', 'The certificate request has not the agreed form.', { what });
}

export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function fromPem(label: string, pem: string): Buffer | null {
  const body = new RegExp(`^-----BEGIN ${label}-----\\n([A-Za-z0-9+/=\\n]+)-----END ${label}-----\\n?$`).exec(pem)?.[1];
  return body === undefined ? null : Buffer.from(body, 'base64');
}
