import type { ReplayAnswer } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import type { RequestError } from '@omamori/ui';
import { useEffect, useState } from 'react';
import { replayPolicy } from '../api/commands.ts';

/** A box is asked less eagerly than the center: it must look through days of traffic. */
const TYPING_MS = 1000;

export type ReplayState =
  | { at: 'none' }
  | { at: 'asking'; sinceMs: number }
  | { at: 'there'; answer: ReplayAnswer }
  | { at: 'failed'; error: RequestError };

/** Asks the box what it would have lost; `again` asks once more. An older question is given up. */
export function useReplay(appliance: string, policy: Policy | null): { state: ReplayState; again: () => void } {
  const [state, setState] = useState<ReplayState>({ at: 'none' });
  const [round, setRound] = useState(0);
  const wanted = policy === null ? null : JSON.stringify(policy);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks the same question again
  useEffect(() => {
    if (wanted === null) {
      setState({ at: 'none' });
      return;
    }
    setState({ at: 'asking', sinceMs: Date.now() });
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await replayPolicy(appliance, JSON.parse(wanted) as Policy, abort.signal);
      if (abort.signal.aborted) return;
      setState(answer.ok ? { at: 'there', answer: answer.value } : { at: 'failed', error: answer.error });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [appliance, wanted, round]);
  return { state, again: () => setRound((one) => one + 1) };
}
