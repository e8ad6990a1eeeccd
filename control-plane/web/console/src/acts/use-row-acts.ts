// The acts on one or several rows with the dialogs they open, the same in the queue and on the page of one incident.
import type { IncidentRow } from '@omamori/contract/console-api';
import { useState } from 'react';
import { usePerson } from '../api/use-person.ts';
import { pileOf } from '../incidents/filter-address.ts';
import type { RowActs } from '../incidents/use-queue-keys.ts';
import { useActs } from './acts-provider.tsx';
import type { Change } from './change.ts';
import type { AskedState } from './done-dialog.tsx';

export type Asking =
  | { kind: 'reason'; rows: readonly IncidentRow[]; state: AskedState }
  | { kind: 'duplicate' | 'snooze'; rows: readonly IncidentRow[] }
  | { kind: 'note' | 'isolate' | 'exception' | 'notice' | 'send'; row: IncidentRow };

interface RowActsOptions {
  /** What an act is for: the selection, else the row under the cursor. */
  targets: () => readonly IncidentRow[];
  /** What only makes sense for one. */
  current: () => IncidentRow | undefined;
  onActed: () => void;
}

export function useRowActs({ targets, current, onActed }: RowActsOptions) {
  const { change } = useActs();
  const me = usePerson()?.name;
  const [asking, setAsking] = useState<Asking | null>(null);
  const act = (wanted: Change, reason = '', on = targets()) => {
    if (on.length === 0) return;
    change(on, wanted, reason);
    onActed();
  };
  const askAll = (make: (rows: readonly IncidentRow[]) => Asking) => {
    const rows = targets();
    if (rows.length > 0) setAsking(make(rows));
  };
  const askOne = (kind: 'note' | 'isolate' | 'exception' | 'notice' | 'send') => {
    const row = current();
    if (row !== undefined) setAsking({ kind, row });
  };
  const putBack = () => {
    const rows = targets();
    const of = (pile: string) => rows.filter((row) => pileOf(row) === pile);
    if (of('done').length > 0) act({ kind: 'state', state: 'new' }, '', of('done'));
    if (of('later').length > 0) act({ kind: 'snooze', until: null }, '', of('later'));
    if (of('escalated').length > 0) act({ kind: 'escalate', on: false }, '', of('escalated'));
  };
  const acts: RowActs = {
    ask: (state) => askAll((rows) => ({ kind: 'reason', rows, state })),
    set: (state) => act({ kind: 'state', state }),
    putBack,
    escalate: () => act({ kind: 'escalate', on: true }),
    takeIt: () => act({ kind: 'assign', mine: targets().some((row) => row.assignee !== me) }),
    duplicate: () => askAll((rows) => ({ kind: 'duplicate', rows })),
    snooze: () => askAll((rows) => ({ kind: 'snooze', rows })),
    note: () => askOne('note'),
    isolate: () => askOne('isolate'),
    except: () => askOne('exception'),
    notice: (how) => askOne(how === 'send' ? 'send' : 'notice'),
  };
  return { acts, act, asking, setAsking };
}
