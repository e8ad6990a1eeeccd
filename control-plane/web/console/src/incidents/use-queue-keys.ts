import type { IncidentState } from '@omamori/contract/console-api';
import type { AskedState } from '../acts/done-dialog.tsx';
import { useKeys } from '../keys/keys-provider.tsx';

export interface RowActs {
  /** Offers a reason first. */
  ask: (state: AskedState) => void;
  set: (state: IncidentState) => void;
  putBack: () => void;
  escalate: () => void;
  takeIt: () => void;
  duplicate: () => void;
  snooze: () => void;
  note: () => void;
  isolate: () => void;
  except: () => void;
  notice: (how: 'preview' | 'send') => void;
}

interface QueueActs extends RowActs {
  step: (by: number) => void;
  extend: (by: number) => void;
  open: () => void;
  preview: () => void;
  select: () => void;
  selectAll: () => void;
  selectStory: () => void;
  clear: () => void;
  pause: () => void;
  refresh: () => void;
  search: () => void;
}

/** What both the queue and the page of one incident do; `shell/key-help.tsx` lists them. */
export function useRowKeys(acts: RowActs): void {
  useKeys({
    e: () => acts.ask('closed'),
    'Shift+e': acts.putBack,
    s: acts.escalate,
    m: acts.takeIt,
    '1': () => acts.set('confirmed'),
    '2': () => acts.ask('false-positive'),
    '3': acts.duplicate,
    '4': () => acts.ask('unclear'),
    h: acts.snooze,
    n: acts.note,
    i: acts.isolate,
    t: acts.except,
    v: () => acts.notice('preview'),
    'Shift+v': () => acts.notice('send'),
  });
}

export function useQueueKeys(acts: QueueActs): void {
  const next = () => acts.step(1);
  const previous = () => acts.step(-1);
  useRowKeys(acts);
  useKeys({
    j: next,
    k: previous,
    ArrowDown: next,
    ArrowUp: previous,
    'Shift+j': () => acts.extend(1),
    'Shift+k': () => acts.extend(-1),
    Enter: acts.open,
    o: acts.open,
    ' ': acts.preview,
    x: acts.select,
    '* a': acts.selectAll,
    '* n': acts.clear,
    '* s': acts.selectStory,
    p: acts.pause,
    r: acts.refresh,
    '/': acts.search,
    Escape: acts.clear,
  });
}
