// Certificates of the center's own authority (RFC 5280): P-256, ECDSA with SHA-256, common names.
import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { toPem } from '@omamori/contract/x509/certificate-request';
import {
  bitString,
  commonName,
  ECDSA_SHA256,
  extension,
  integer,
  octetString,
  oid,
  sequence,
  time,
  tlv,
} from '@omamori/contract/x509/write-der';
import { addressBytes } from './address-bytes.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
export type Purpose =
  | { readonly kind: 'authority' }
  | { readonly kind: 'client' }
  /** Names and addresses under which the center is called. */
  | { readonly kind: 'server'; readonly names: readonly string[] };

export interface Issuer {
  readonly name: string;
  readonly key: KeyObject;
  readonly publicKey: KeyObject;
}

const OID = {
  subjectKey: '2.5.29.14',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKey: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;
const DIGITAL_SIGNATURE = Buffer.from([7, 0x80]); // seven unused bits
const SIGNS_CERTIFICATES_AND_LISTS = Buffer.from([1, 0x06]);

/** 20 hex digits in upper case, as node:tls tells them. */
export function newSerial(): string {
  return `4${randomBytes(10).toString('hex').slice(1)}`.toUpperCase();
}

/** PEM. */
export function writeCertificate(
  issuer: Issuer,
  subject: { readonly name: string; readonly publicKey: KeyObject; readonly serial: string },
  span: Span,
  purpose: Purpose,
): string {
  const spki = subject.publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))), // v3
    integer(Buffer.from(subject.serial, 'hex')),
    ECDSA_SHA256,
    commonName(issuer.name),
    sequence(time(span.fromMs), time(span.toMs)),
    commonName(subject.name),
    spki,
    tlv(0xa3, sequence(...extensions(issuer, spki, purpose))),
  );
  return toPem('CERTIFICATE', signed(body, issuer.key));
}

function signed(body: Buffer, key: KeyObject): Buffer {
  return sequence(body, ECDSA_SHA256, bitString(sign('sha256', body, key)));
}

function extensions(issuer: Issuer, spki: Buffer, purpose: Purpose): Buffer[] {
  const isAuthority = purpose.kind === 'authority';
  const constraints = isAuthority ? sequence(tlv(0x01, Buffer.from([0xff])), integer(Buffer.from([0]))) : sequence();
  const common = [
    extension(OID.basicConstraints, true, constraints),
    extension(OID.keyUsage, true, tlv(0x03, isAuthority ? SIGNS_CERTIFICATES_AND_LISTS : DIGITAL_SIGNATURE)),
    extension(OID.subjectKey, false, octetString(keyIdentifier(spki))),
    extension(OID.authorityKey, false, sequence(tlv(0x80, keyIdentifier(spkiOf(issuer))))),
  ];
  if (isAuthority) return common;
  const use = extension(
    OID.extendedKeyUsage,
    true,
    sequence(oid(purpose.kind === 'client' ? OID.clientAuth : OID.serverAuth)),
  );
  if (purpose.kind === 'client') return [...common, use];
  return [...common, use, extension(OID.alternativeName, false, sequence(...purpose.names.map(alternativeName)))];
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? tlv(0x82, Buffer.from(name)) : tlv(0x87, addressBytes(name, isIPv6(name) ? 6 : 4));
}

function spkiOf({ publicKey }: Issuer): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

/** RFC 7093 §2, method 1: the left 160 bits of SHA-256; over the whole SPKI, which is unique as well. */
function keyIdentifier(spki: Buffer): Buffer {
  return createHash('sha256').update(spki).digest().subarray(0, 20);
}
