// The steps of an identity, each ending in a durable write, each safe to be done again: key → claim → kept → confirmed,
// and later key → renewal → kept → confirmed. What the center answers to a claim counts only with the proof that it
// knows the code too, over this very connection.
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { claimAnswerSchema, claimProof, enrolledSchema, isProof, renewAnswerSchema } from '@omamori/contract/enrolment';
import { err, ok, type Result } from '@omamori/contract/result';
import { claimKeyOf } from '@omamori/contract/sticker-code';
import { writeRequest } from '@omamori/contract/x509/certificate-request';
import { callCenter } from './call-center.ts';
import { type Identity, type IdentityStore, isPair } from './identity.ts';

export interface Enroller {
  readonly appliance: string;
  readonly url: string;
  readonly store: IdentityStore;
}

/** Errors: ENR_CENTER_AWAY, ENR_CENTER_UNPROVED, ENR_ANSWER_INVALID, those of the center, PLT_*. */
export async function claim({ appliance, url, store }: Enroller, code: string): Promise<Result<Identity>> {
  const key = await store.waitingKey();
  if (!key.ok) return key;
  const claimKey = claimKeyOf(code, appliance);
  const request = writeRequest(appliance, key.value);
  const called = await callCenter({
    ...{ url, path: '/v1/claim', trust: { kind: 'by-proof' } },
    body: (exported) => ({ v: 1, appliance, request, proof: claimProof(claimKey, 'box', exported, request) }),
  });
  if (!called.ok) return called;
  const answer = claimAnswerSchema.safeParse(called.value.answer);
  if (!answer.success) return invalid();
  const { enrolled: text, proof } = answer.data;
  if (!isProof(proof, claimProof(claimKey, 'center', called.value.exported, text)))
    return err('ENR_CENTER_UNPROVED', 'Who answered does not know the code of this box: it is not its center.');
  const enrolled = enrolledSchema.safeParse(parseJson(text));
  if (!enrolled.success) return invalid();
  const pem = key.value.export({ type: 'pkcs8', format: 'pem' }).toString();
  return await keep(store, appliance, { ...enrolled.data, key: pem, confirmed: false });
}

/** Errors: ENR_CENTER_AWAY, ENR_CERTIFICATE_ENDED, PLT_*. */
export async function confirm({ url, store }: Enroller, identity: Identity): Promise<Result<Identity>> {
  const called = await callCenter({ url, path: '/v1/confirm', trust: mutual(identity), body: () => ({ v: 1 }) });
  if (!called.ok) return called;
  const confirmed = { ...identity, confirmed: true };
  const kept = await store.keep(confirmed);
  return kept.ok ? ok(confirmed) : kept;
}

/** With a new key. The certificate in force stays so until the new one is confirmed. Errors: as `claim`. */
export async function renew({ appliance, url, store }: Enroller, identity: Identity): Promise<Result<Identity>> {
  const key = await store.waitingKey();
  if (!key.ok) return key;
  const request = writeRequest(appliance, key.value);
  const called = await callCenter({ url, path: '/v1/renew', trust: mutual(identity), body: () => ({ v: 1, request }) });
  if (!called.ok) return called;
  const answer = renewAnswerSchema.safeParse(called.value.answer);
  if (!answer.success) return invalid();
  const pem = key.value.export({ type: 'pkcs8', format: 'pem' }).toString();
  return await keep(store, appliance, { ...identity, ...answer.data, key: pem, confirmed: false });
}

async function keep(store: IdentityStore, appliance: string, identity: Identity): Promise<Result<Identity>> {
  if (!isSound(identity, appliance)) return invalid();
  const kept = await store.keep(identity);
  return kept.ok ? ok(identity) : kept;
}

/** A certificate of that authority, for this box, for the key that was made here. */
function isSound({ certificate, authority, key }: Identity, appliance: string): boolean {
  try {
    const [own, issuer] = [new X509Certificate(certificate), new X509Certificate(authority)];
    return (
      own.subject === `CN=${appliance}` && own.verify(issuer.publicKey) && isPair(certificate, createPrivateKey(key))
    );
  } catch (thrown) {
    if (thrown instanceof Error) return false; // no certificates
    throw thrown;
  }
}

export function mutual({ authority, certificate, key }: Identity) {
  return { kind: 'mutual', ca: authority, cert: certificate, key } as const;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function invalid(): Result<never> {
  return err('ENR_ANSWER_INVALID', 'The answer of the center has not the agreed form.');
}
