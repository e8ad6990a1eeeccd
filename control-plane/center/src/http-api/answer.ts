import type { CodedError, Result } from '@omamori/contract/result';
import { err, ok } from '@omamori/contract/result';
import type { Response } from 'express';
import { z } from 'zod';

/** Status of each refusal; a code that is not listed is the caller's fault in general: 400. */
const STATUS: Readonly<Record<string, number>> = {
  HTTP_INPUT_INVALID: 400,
  HTTP_BODY_UNREADABLE: 400,
  HTTP_SESSION_MISSING: 401,
  HTTP_CODE_WRONG: 403,
  HTTP_ROLE_FORBIDDEN: 403,
  HTTP_ACCOUNT_UNFINISHED: 403,
  PPL_SIGN_IN_WRONG: 403,
  PPL_CODE_NEEDED: 403,
  PPL_CODE_WRONG: 403,
  PPL_PASSWORD_WRONG: 403,
  PPL_FACTOR_REQUIRED: 403,
  CTR_VERDICT_FORBIDDEN: 403,
  CTR_TEMPLATE_FOREIGN: 403,
  HTTP_ORIGIN_FOREIGN: 403,
  HTTP_ROUTE_UNKNOWN: 404,
  HTTP_CONSOLE_NOT_BUILT: 404,
  CTR_APPLIANCE_UNKNOWN: 404,
  CTR_COMPANY_UNKNOWN: 404,
  CTR_VERSION_UNKNOWN: 404,
  CTR_BUNDLE_UNKNOWN: 404,
  CTR_ROLLOUT_UNKNOWN: 404,
  CTR_INCIDENT_UNKNOWN: 404,
  CTR_CAPTURE_EMPTY: 404,
  ENR_STICKER_UNKNOWN: 404,
  PPL_ACCOUNT_UNKNOWN: 404,
  PPL_SESSION_UNKNOWN: 404,
  PPL_SET_UP_DONE: 409,
  PPL_NAME_TAKEN: 409,
  PPL_LAST_ADMIN: 409,
  PPL_OFFER_MISSING: 409,
  CTR_STATE_FORBIDDEN: 409,
  CTR_DUPLICATE_INVALID: 409,
  CTR_NOTICE_STALE: 409,
  CTR_POLICY_STALE: 409,
  CTR_NOT_ISOLATED: 409,
  CTR_BOX_AWAY: 409,
  CTR_COMMAND_REFUSED: 409,
  ENR_APPLIANCE_TAKEN: 409,
  ENR_REPLACED_UNKNOWN: 409,
  CTR_VISIT_NO_SECRET: 409,
  CTR_VISIT_TOO_MANY: 409,
  BND_APPLICATIONS_BAD: 409,
  BND_CHECKSUM: 409,
  BND_COUNTRIES_BAD: 409,
  BND_MANIFEST_BAD: 409,
  BND_MISSING: 409,
  BND_PACKED_BAD: 409,
  BND_UNPACK_FAILED: 503,
  CTR_BUNDLE_FAILED: 503,
  CTR_BUNDLE_KNOWN: 409,
  CTR_BUNDLE_OLD: 409,
  CTR_ROLLOUT_BEGUN: 409,
  CTR_ROLLOUT_OTHER: 409,
  CTR_ROLLOUT_STATE: 409,
  CTR_ROLLOUT_NO_BOXES: 409,
  HTTP_BODY_TOO_BIG: 413,
  CTR_QUESTION_TOO_BIG: 413,
  HTTP_NOT_JSON: 415,
  ENR_CODE_MISTYPED: 422,
  HTTP_TOO_MANY_TRIES: 429,
  HTTP_FAILED: 500,
  HTTP_LIVE_FULL: 503,
  CTR_QUESTIONS_FULL: 503,
  CTR_NOTICE_WAITS: 503,
  CTR_BOX_LATE: 504,
};

/** What comes with a refusal by that code. */
export function statusOf(code: string): number {
  // A signature that does not hold is no mistake in the request: the document and the center do not fit each other.
  return STATUS[code] ?? (code.startsWith('DOC_') ? 409 : 400);
}

export function refuse(response: Response, error: CodedError): void {
  response.status(statusOf(error.code)).json({ error: { code: error.code, message: error.message } });
}

export function answer(response: Response, result: Result<unknown>): void {
  if (result.ok) response.json(result.value);
  else refuse(response, result.error);
}

/** Checks what a request carries. Error: HTTP_INPUT_INVALID. */
export function readInput<T>(schema: z.ZodType<T>, input: unknown): Result<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return ok(parsed.data);
  return err('HTTP_INPUT_INVALID', `The request is not valid: ${z.prettifyError(parsed.error).slice(0, 400)}`);
}
