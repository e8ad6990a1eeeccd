// Everything that can be said against an authentic document before anything is touched. A refusal names one cause.
import { isDeepStrictEqual } from 'node:util';
import type { DesiredState } from '@omamori/contract/desired-state';
import { err, ok, type Result } from '@omamori/contract/result';
import { checkLists } from './check-lists.ts';
import { checkSafety } from './check-safety.ts';

export interface ValidateContext {
  /** The state in force, null before the first one. */
  readonly applied: DesiredState | null;
  /** UTC, milliseconds. */
  readonly nowMs: number;
  /** The center's addresses by the box's own settings. */
  readonly centerAddresses: readonly string[];
  /** Prefixes of the office. */
  readonly homeNetworks: readonly string[];
  /** MACs of the box and of the router: cutting them off would cut off everyone. Null: the router is not known. */
  readonly neverIsolated: readonly string[] | null;
  /** Whether the country table has ranges for it. */
  readonly knowsCountry: (country: string) => boolean;
}

export type Verdict = 'already-applied' | 'apply';

/** Errors: CFG_VERSION_OLD, CFG_VERSION_REUSED, CFG_EXPIRED and those of checkSafety and checkLists. */
export function validateDesired(desired: DesiredState, context: ValidateContext): Result<Verdict> {
  const { applied } = context;
  if (applied !== null && desired.version < applied.version) {
    return err('CFG_VERSION_OLD', `Version ${desired.version} is older than the applied version ${applied.version}.`);
  }
  if (applied !== null && desired.version === applied.version) {
    if (isDeepStrictEqual(desired, applied)) return ok('already-applied');
    return err('CFG_VERSION_REUSED', `Version ${desired.version} is applied already with another content.`);
  }
  if (Date.parse(desired.expiresAt) <= context.nowMs) {
    return err('CFG_EXPIRED', `The desired state expired at ${desired.expiresAt}.`);
  }
  const listed = checkLists(desired, context);
  if (!listed.ok) return listed;
  const safe = checkSafety(desired, context);
  return safe.ok ? ok('apply') : safe;
}
