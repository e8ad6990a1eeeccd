import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { causeOf, err, ok, type Result } from './result.ts';

/**
 * A signed document: `payload` in canonical JSON (RFC 8785) under Ed25519 (RFC 8032). The signature covers
 * `kind`, `keyId` and `payload` together, so that a document of one kind cannot be played as another.
 */
export const signedDocumentSchema = z.strictObject({
  v: z.literal(1),
  kind: z.enum(['desired-state', 'bundle-manifest', 'command', 'bundle-order', 'system-manifest']),
  keyId: z.string().regex(/^[a-z0-9-]{3,40}$/),
  payload: z.unknown(),
  signature: z.base64().max(100),
});
export type SignedDocument = z.infer<typeof signedDocumentSchema>;
/** A desired state of 250 countries, 64 ports and 5,000 rules has 150 KB; whatever is longer is not looked at. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024;

export type DocumentKind = SignedDocument['kind'];

export interface SigningKey {
  readonly keyId: string;
  /** PKCS #8 PEM. */
  readonly privateKeyPem: string;
}

/** Public keys by key id, SPKI PEM. A box trusts exactly these. */
export type TrustedKeys = Readonly<Record<string, string>>;

function signedBytes(kind: string, keyId: string, payload: unknown): Result<Buffer> {
  try {
    const text = canonicalize({ kind, keyId, payload });
    if (text === undefined) return err('DOC_NOT_CANONICAL', 'The document cannot be written as canonical JSON.');
    return ok(Buffer.from(text, 'utf8'));
  } catch (thrown) {
    return err('DOC_NOT_CANONICAL', 'The document cannot be written as canonical JSON.', { cause: causeOf(thrown) });
  }
}

export function signDocument(kind: DocumentKind, payload: unknown, key: SigningKey): Result<SignedDocument> {
  const bytes = signedBytes(kind, key.keyId, payload);
  if (!bytes.ok) return bytes;
  const signature = sign(null, bytes.value, createPrivateKey(key.privateKeyPem)).toString('base64');
  return ok({ v: 1, kind, keyId: key.keyId, payload, signature });
}

/** Checks form, kind, key and signature. The payload is still unparsed: its own schema comes next. */
export function verifyDocument(document: unknown, kind: DocumentKind, trusted: TrustedKeys): Result<SignedDocument> {
  const parsed = signedDocumentSchema.safeParse(document);
  if (!parsed.success) return err('DOC_MALFORMED', 'The signed document does not have the agreed form.');
  const signed = parsed.data;
  if (signed.kind !== kind)
    return err('DOC_WRONG_KIND', `A document of kind ${signed.kind} came where ${kind} belongs.`);
  const pem = Object.hasOwn(trusted, signed.keyId) ? trusted[signed.keyId] : undefined;
  if (pem === undefined) return err('DOC_KEY_UNKNOWN', `The document is signed with a key this box does not know.`);
  const bytes = signedBytes(signed.kind, signed.keyId, signed.payload);
  if (!bytes.ok) return bytes;
  return checkSignature(bytes.value, pem, signed);
}

function checkSignature(bytes: Buffer, pem: string, signed: SignedDocument): Result<SignedDocument> {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (thrown) {
    return err('DOC_KEY_UNREADABLE', 'The trusted key on this box cannot be read.', { cause: causeOf(thrown) });
  }
  if (!verify(null, bytes, key, Buffer.from(signed.signature, 'base64'))) {
    return err('DOC_SIGNATURE_BAD', 'The signature of the document is wrong.');
  }
  return ok(signed);
}

/** The id of a key is made from the key itself, so that two programs never disagree on it: `k-` and 16 hex digits. */
export function keyIdOf(publicOrPrivatePem: string): string {
  const der = createPublicKey(publicOrPrivatePem).export({ type: 'spki', format: 'der' });
  return `k-${createHash('sha256').update(der).digest('hex').slice(0, 16)}`;
}
