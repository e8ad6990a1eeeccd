import type { IncidentState } from '@omamori/contract/console-api';
import type { DoneState } from '../acts/done-dialog.tsx';
import { useKeys } from '../keys/keys-provider.tsx';

interface QueueActs {
  step: (by: number) => void;
  extend: (by: number) => void;
  open: () => void;
  select: () => void;
  clear: () => void;
  /** Offers a reason first. */
  ask: (state: DoneState) => void;
  set: (state: IncidentState) => void;
  undo: () => void;
  refresh: () => void;
  search: () => void;
}

/** The keys of the queue; `shell/key-help.tsx` lists them. */
export function useQueueKeys(acts: QueueActs): void {
  const next = () => acts.step(1);
  const previous = () => acts.step(-1);
  useKeys({
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    'Shift+j': () => acts.extend(1),
    'Shift+k': () => acts.extend(-1),
    Enter: acts.open,
    o: acts.open,
    x: acts.select,
    e: () => acts.ask('closed'),
    'Shift+e': acts.undo,
    '1': () => acts.set('confirmed'),
    '2': () => acts.ask('false-positive'),
    r: acts.refresh,
    '/': acts.search,
    Escape: acts.clear,
  });
}
