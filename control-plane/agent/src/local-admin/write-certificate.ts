// A self-signed certificate in DER (ITU-T X.690), as RFC 5280 §4.1 lays it out. Written here because it is one fixed
// form; the library for certificates of every form wants a reflection polyfill in the agent at run time.
import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { parseAddressPrefix } from '../platform/address-prefix.ts';

export interface CertificateWish {
  /** Common name, printable text. */
  readonly name: string;
  readonly addresses: readonly string[];
  readonly dnsName: string;
  readonly fromMs: number;
  readonly toMs: number;
}

const OID = {
  commonName: '2.5.4.3',
  ecdsaSha256: '1.2.840.10045.4.3.2',
  keyUsage: '2.5.29.15',
  alternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;
const DIGITAL_SIGNATURE = Buffer.from([7, 0x80]); // seven unused bits
/** UTCTime ends with 2049 (RFC 5280 §4.1.2.5). */
const LAST_UTC_YEAR = 2049;

/** For a P-256 key pair. */
export function writeCertificate(wish: CertificateWish, privateKey: KeyObject, publicKey: KeyObject): Buffer {
  const algorithm = sequence(oid(OID.ecdsaSha256));
  const name = sequence(tlv(0x31, sequence(oid(OID.commonName), tlv(0x0c, Buffer.from(wish.name)))));
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]); // positive, no leading zero
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))), // v3
    tlv(0x02, serial),
    algorithm,
    name,
    sequence(time(wish.fromMs), time(wish.toMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions(wish))),
  );
  const signature = sign('sha256', body, privateKey);
  return sequence(body, algorithm, tlv(0x03, Buffer.from([0]), signature));
}

function extensions({ addresses, dnsName }: CertificateWish): Buffer[] {
  const names = [...addresses.flatMap(addressBytes).map((bytes) => tlv(0x87, bytes)), tlv(0x82, Buffer.from(dnsName))];
  return [
    extension(OID.basicConstraints, true, sequence()),
    extension(OID.keyUsage, true, tlv(0x03, DIGITAL_SIGNATURE)),
    extension(OID.extendedKeyUsage, false, sequence(oid(OID.serverAuth))),
    extension(OID.alternativeName, false, sequence(...names)),
  ];
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  const flag = critical ? [tlv(0x01, Buffer.from([0xff]))] : [];
  return sequence(oid(id), ...flag, tlv(0x04, value));
}

/** What is no address (a name, a zone) has no place in a certificate for addresses. */
function addressBytes(address: string): Buffer[] {
  const parsed = parseAddressPrefix(address);
  if (parsed === null) return [];
  const digits = parsed.family === 4 ? 8 : 32;
  return [Buffer.from(parsed.first.toString(16).padStart(digits, '0'), 'hex')];
}

function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}

function sequence(...contents: readonly Uint8Array[]): Buffer {
  return tlv(0x30, ...contents);
}

function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = rest.flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return tlv(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

function time(ms: number): Buffer {
  const digits = `${new Date(ms).toISOString().slice(0, 19).replace(/[-T:]/g, '')}Z`;
  const isLate = Number(digits.slice(0, 4)) > LAST_UTC_YEAR;
  return isLate ? tlv(0x18, Buffer.from(digits)) : tlv(0x17, Buffer.from(digits.slice(2)));
}
