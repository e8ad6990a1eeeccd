import { createHash } from 'node:crypto';
import { canonicalJson } from '@omamori/contract/canonical-json';
import type { AuditEntry } from '@omamori/contract/console-api/audit';

export const FIRST_PREVIOUS = '0'.repeat(64);

/** Hash over everything but the hash itself; `previous` is in it, so no entry can be changed without all that follow. */
export function hashOfEntry(entry: Omit<AuditEntry, 'hash'>): string {
  const { number, at, actor, act, target, outcome, source, detail, previous } = entry;
  const text = canonicalJson({ number, at, actor, act, target, outcome, source, detail, previous });
  // Only text without half characters gets here, see append-audit.ts: what is left to fail is a bug.
  if (!text.ok) throw new Error(text.error.message);
  return createHash('sha256').update(text.value, 'utf8').digest('hex');
}
