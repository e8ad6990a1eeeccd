// Is a box there? A pure reducer over what the broker delivers, in any order, twice, or late.
// Invariant: a will marks a box dead only when it names the session whose birth came last; anything heard afterwards
// brings the box back. Time alone (no word) makes it late and then silent.
import type { ApplianceRow } from '@omamori/contract/console-api';

export const LATE_AFTER_MS = 45_000;
export const SILENT_AFTER_MS = 90_000;

export interface Liveness {
  readonly state: ApplianceRow['state'];
  /** When the state began; for `silent` since when nothing was heard. */
  readonly stateSince: number | null;
  readonly lastHeard: number | null;
  /** Session of the last birth. */
  readonly session: string | null;
  readonly sessionEnded: boolean;
  /** A session that ended before its birth was seen: two topics may overtake each other. */
  readonly earlyDeath: string | null;
  /** When the current session's will came; null once something is heard after it. */
  readonly deadAt: number | null;
}

export const unheard: Liveness = {
  state: 'never',
  stateSince: null,
  lastHeard: null,
  session: null,
  sessionEnded: false,
  earlyDeath: null,
  deadAt: null,
};

/** `retained`: the broker replays an old birth; it tells the session, but not that the box is there now. */
export function afterBirth(before: Liveness, session: string, now: number, retained: boolean): Liveness {
  if (session === before.session) return before.sessionEnded || retained ? before : afterWord(before, now);
  const ended = session === before.earlyDeath;
  const begun = { ...before, session, sessionEnded: ended, earlyDeath: null };
  if (ended) return { ...begun, deadAt: before.deadAt ?? now };
  return retained ? begun : afterWord(begun, now);
}

export function afterDeath(before: Liveness, session: string, now: number): Liveness {
  if (session !== before.session) return { ...before, earlyDeath: session };
  return before.sessionEnded ? before : { ...before, sessionEnded: true, deadAt: now };
}

/** Health, inventory, events: whoever speaks is there. */
export function afterWord(before: Liveness, now: number): Liveness {
  return { ...before, lastHeard: Math.max(now, before.lastHeard ?? 0), deadAt: null };
}

/**
 * Judges by time. `listeningSince`: when this center's own link to the broker came up; while the center was deaf,
 * silence says nothing about the box. `null` means deaf now: nothing gets worse.
 */
export function judge(before: Liveness, now: number, listeningSince: number | null): Liveness {
  const state = stateOf(before, now, listeningSince);
  if (state === before.state) return before;
  return { ...before, state, stateSince: state === 'silent' ? (before.lastHeard ?? before.deadAt ?? now) : now };
}

function stateOf(liveness: Liveness, now: number, listeningSince: number | null): Liveness['state'] {
  const { lastHeard, deadAt, state } = liveness;
  if (deadAt !== null) return 'silent';
  if (lastHeard === null) return 'never';
  const age = now - lastHeard;
  if (age < LATE_AFTER_MS) return 'online';
  if (listeningSince === null) return state;
  const unheardFor = now - Math.max(lastHeard, listeningSince);
  if (unheardFor >= SILENT_AFTER_MS) return 'silent';
  if (state === 'silent') return 'silent';
  return unheardFor >= LATE_AFTER_MS ? 'late' : state;
}
