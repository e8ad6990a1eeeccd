import type { PolicyPreview } from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import type { RequestError } from '@omamori/ui';
import { useEffect, useState } from 'react';
import { previewPolicy } from '../api/commands.ts';

const TYPING_MS = 400;

export type PreviewState =
  | { at: 'none' }
  | { at: 'asking' }
  | { at: 'there'; preview: PolicyPreview }
  | { at: 'failed'; error: RequestError };

/** Asks the center what the change would do, shortly after the last edit; an older question is given up. */
export function usePreview(appliance: string, policy: Policy | null): PreviewState {
  const [state, setState] = useState<PreviewState>({ at: 'none' });
  const wanted = policy === null ? null : JSON.stringify(policy);
  useEffect(() => {
    if (wanted === null) {
      setState({ at: 'none' });
      return;
    }
    setState({ at: 'asking' });
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await previewPolicy(appliance, JSON.parse(wanted) as Policy, abort.signal);
      if (abort.signal.aborted) return;
      setState(answer.ok ? { at: 'there', preview: answer.value } : { at: 'failed', error: answer.error });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [appliance, wanted]);
  return state;
}
