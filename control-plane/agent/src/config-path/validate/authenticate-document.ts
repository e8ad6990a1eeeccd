import { type DesiredState, desiredStateSchema } from '@omamori/contract/desired-state';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { MAX_DOCUMENT_BYTES, type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';
import { z } from 'zod';

/**
 * Form, signature, addressee. Nothing that fails here reaches the disk. Errors: CFG_DOCUMENT_TOO_BIG, CFG_NOT_JSON,
 * the DOC_* of the signature, CFG_SCHEMA, CFG_OTHER_APPLIANCE.
 */
export function authenticateDocument(bytes: Uint8Array, trusted: TrustedKeys, appliance: string): Result<DesiredState> {
  if (bytes.length > MAX_DOCUMENT_BYTES) {
    return err('CFG_DOCUMENT_TOO_BIG', `The desired state is larger than ${MAX_DOCUMENT_BYTES} bytes.`);
  }
  const parsed = parseJson(bytes);
  if (!parsed.ok) return parsed;
  const signed = verifyDocument(parsed.value, 'desired-state', trusted);
  if (!signed.ok) return signed;
  const desired = desiredStateSchema.safeParse(signed.value.payload);
  if (!desired.success) {
    return err(
      'CFG_SCHEMA',
      `The desired state has not the agreed form: ${z.prettifyError(desired.error).slice(0, 300)}`,
    );
  }
  if (desired.data.appliance !== appliance) {
    return err('CFG_OTHER_APPLIANCE', 'The desired state is for another appliance.');
  }
  return ok(desired.data);
}

function parseJson(bytes: Uint8Array): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (thrown) {
    return err('CFG_NOT_JSON', 'The desired state is not JSON.', { cause: causeOf(thrown) });
  }
}
