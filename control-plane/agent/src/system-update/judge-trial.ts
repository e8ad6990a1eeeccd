/** What a slot on trial must show, each seen by itself. */
export interface TrialSeen {
  /** Both ports of the bridge forward, as the kernel says (brport/state 3). */
  readonly bridge: boolean;
  /** The agent spoke lately, and the center's broker took a message of it since this start. */
  readonly center: boolean;
  /** Packets go through the engine. */
  readonly engine: boolean;
}

/** OTA-2 wants the old system back within five minutes; the emulated board takes longer to start at all. */
export const TRIAL_MS = 5 * 60_000;

export type TrialVerdict =
  | { readonly verdict: 'confirm' | 'wait' }
  | { readonly verdict: 'give-up'; readonly reason: 'no-network' | 'no-center' | 'no-inspection' };

/** `sinceMs`: how long it has been on trial. The reason names the first thing that is missing, from below. */
export function judgeTrial(seen: TrialSeen, sinceMs: number, mostMs = TRIAL_MS): TrialVerdict {
  const { bridge, center, engine } = seen;
  if (bridge && center && engine) return { verdict: 'confirm' };
  if (sinceMs < mostMs) return { verdict: 'wait' };
  return { verdict: 'give-up', reason: bridge ? (center ? 'no-inspection' : 'no-center') : 'no-network' };
}
