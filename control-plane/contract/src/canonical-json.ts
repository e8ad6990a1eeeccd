import canonicalize from 'canonicalize';
import { causeOf, err, ok, type Result } from './result.ts';

/** Canonical JSON (RFC 8785): one text for one value, whoever writes it. Error: DOC_NOT_CANONICAL. */
export function canonicalJson(value: unknown): Result<string> {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return ok(text);
    return err('DOC_NOT_CANONICAL', 'The document cannot be written as canonical JSON.');
  } catch (thrown) {
    return err('DOC_NOT_CANONICAL', 'The document cannot be written as canonical JSON.', { cause: causeOf(thrown) });
  }
}
