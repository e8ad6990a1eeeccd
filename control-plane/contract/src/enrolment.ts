// How a box gets its identity (docs/adr/0026): three calls over TLS 1.3, JSON in and out.
//   POST /v1/claim    no certificate; the code's key proves both sides to each other, bound to this TLS connection
//   POST /v1/confirm  by the new certificate: it lies on the disk; older ones of the box end now
//   POST /v1/renew    by the certificate in force
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { APPLIANCE_ID } from './topics.ts';
import { VISIT_SECRET } from './visit-code.ts';

/** RFC 5705, RFC 8446 §7.5: 32 bytes that only the two ends of one connection know. */
export const CLAIM_EXPORTER = 'EXPORTER-omamori-claim-v1';
export const EXPORTED_BYTES = 32;
export const MAX_ENROLMENT_BYTES = 32 * 1024;

const proof = z.string().regex(/^[0-9a-f]{64}$/);
const pem = z.string().max(4096);

export const claimRequestSchema = z.strictObject({
  v: z.literal(1),
  appliance: z.string().regex(APPLIANCE_ID),
  request: pem,
  proof,
});
export type ClaimRequest = z.infer<typeof claimRequestSchema>;

/** What a box must know to speak with its center. */
export const enrolledSchema = z.object({
  certificate: pem,
  /** The center's own authority: whoever it certifies as a server is the center. */
  authority: pem,
  mqttUrl: z.string().max(300),
  /** SPKI PEM by key id: who signs desired states and bundles. */
  trustedKeys: z.record(z.string().max(100), z.string().max(1000)),
  visitSecret: z.string().regex(VISIT_SECRET),
});
export type Enrolled = z.infer<typeof enrolledSchema>;

/** `enrolled` is the JSON text of Enrolled: the proof is over exactly these bytes. */
export const claimAnswerSchema = z.object({ enrolled: z.string().max(MAX_ENROLMENT_BYTES), proof });
export type ClaimAnswer = z.infer<typeof claimAnswerSchema>;

export const renewRequestSchema = z.strictObject({ v: z.literal(1), request: pem });
export const renewAnswerSchema = z.object({ certificate: pem });
export const confirmRequestSchema = z.strictObject({ v: z.literal(1) });
export const enrolmentRefusalSchema = z.object({ code: z.string(), message: z.string() });

/** Over the connection and what is said on it: of no use on another connection, for another text, in the other direction. */
export function claimProof(key: Buffer, from: 'box' | 'center', exported: Buffer, text: string): string {
  return createHmac('sha256', key).update(`omamori-claim-v1 ${from}\n`).update(exported).update(text).digest('hex');
}

export function isProof(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
