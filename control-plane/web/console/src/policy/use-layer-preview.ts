import type { LayerPreview } from '@omamori/contract/console-api/layers';
import type { RequestError } from '@omamori/ui';
import { useEffect, useState } from 'react';
import { type LayerChange, type LayerName, previewLayer } from '../api/layers.ts';

const TYPING_MS = 400;

export type LayerPreviewState =
  | { at: 'none' }
  | { at: 'asking' }
  | { at: 'there'; preview: LayerPreview }
  | { at: 'failed'; error: RequestError };

/** Asks the center for which boxes the change would change something, shortly after the last edit. */
export function useLayerPreview({ scope, name }: LayerName, change: LayerChange | null): LayerPreviewState {
  const [state, setState] = useState<LayerPreviewState>({ at: 'none' });
  const wanted = change === null ? null : JSON.stringify(change);
  useEffect(() => {
    if (wanted === null) {
      setState({ at: 'none' });
      return;
    }
    setState({ at: 'asking' });
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await previewLayer({ scope, name }, JSON.parse(wanted) as LayerChange, abort.signal);
      if (abort.signal.aborted) return;
      setState(answer.ok ? { at: 'there', preview: answer.value } : { at: 'failed', error: answer.error });
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [scope, name, wanted]);
  return state;
}
