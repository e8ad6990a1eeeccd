import { type Command, commandSchema, LONGEST_COMMAND_LIFE_MS } from '@omamori/contract/command';
import { causeOf, err, ok, type Result } from '@omamori/contract/result';
import { MAX_DOCUMENT_BYTES, type TrustedKeys, verifyDocument } from '@omamori/contract/signed-document';
import { z } from 'zod';

/**
 * Form, signature, addressee: what fails here is from nobody we know and is not answered. Errors: CMD_TOO_BIG,
 * CMD_NOT_JSON, the DOC_* of the signature, CMD_SCHEMA, CMD_OTHER_APPLIANCE.
 */
export function authenticateCommand(bytes: Uint8Array, trusted: TrustedKeys, appliance: string): Result<Command> {
  if (bytes.length > MAX_DOCUMENT_BYTES) return err('CMD_TOO_BIG', 'The command is larger than a document may be.');
  const parsed = parseJson(bytes);
  if (!parsed.ok) return parsed;
  const signed = verifyDocument(parsed.value, 'command', trusted);
  if (!signed.ok) return signed;
  const command = commandSchema.safeParse(signed.value.payload);
  if (!command.success) {
    return err('CMD_SCHEMA', `The command has not the agreed form: ${z.prettifyError(command.error).slice(0, 300)}`);
  }
  const { appliance: named, command: what } = command.data;
  const about = what.kind === 'replay-policy' ? what.desired.appliance : appliance;
  if (named === appliance && about === appliance) return ok(command.data);
  return err('CMD_OTHER_APPLIANCE', 'The command is for another appliance.');
}

/** May it run now? Errors: CMD_EXPIRED, CMD_LIFE_TOO_LONG. */
export function checkTimes({ issuedAt, expiresAt }: Command, nowMs: number): Result<void> {
  const ends = Date.parse(expiresAt);
  if (ends <= nowMs) return err('CMD_EXPIRED', `The command expired at ${expiresAt}.`);
  const tooLong = ends - Date.parse(issuedAt) > LONGEST_COMMAND_LIFE_MS;
  return tooLong ? err('CMD_LIFE_TOO_LONG', 'The command would live longer than an hour.') : ok(undefined);
}

function parseJson(bytes: Uint8Array): Result<unknown> {
  try {
    return ok(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (thrown) {
    return err('CMD_NOT_JSON', 'The command is not JSON.', { cause: causeOf(thrown) });
  }
}
