import type { IncidentRow, IncidentState } from '@omamori/contract/console-api';
import { isAtLeast } from '@omamori/contract/console-api/roles';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentKey } from '../api/queries.ts';
import { useErrorWords } from '../api/use-error-words.ts';
import { usePerson } from '../api/use-person.ts';
import { changeRowInLists } from '../live/change-lists.ts';
import { useLive } from '../live/live-provider.tsx';
import { type Toast, ToastShelf } from './act-toast.tsx';
import { type Change, canChange, changed, leastRoleFor, nameOf } from './change.ts';
import { type Act, type ActResult, runAct, sendAndLeave } from './run-act.ts';

interface Acts {
  /** Shows the new state at once; the center hears of it when the time for an undo is over. */
  change: (rows: readonly IncidentRow[], change: Change, reason?: string) => void;
  setState: (rows: readonly IncidentRow[], state: IncidentState, reason?: string) => void;
  undoLast: () => void;
  /** Sends what still waits for an undo; ends when the center has answered. */
  flush: () => Promise<void>;
}

type Overlay = (row: IncidentRow) => IncidentRow;

const ActsContext = createContext<Acts>({
  change: () => undefined,
  setState: () => undefined,
  undoLast: () => undefined,
  flush: () => Promise.resolve(),
});
const HeldContext = createContext<Overlay>((row) => row);

export const useActs = () => useContext(ActsContext);
/** Puts the state that a person has just given over what the center says. */
export const useHeld = () => useContext(HeldContext);

/** Acts that wait for an undo at once; one more sends the oldest. */
const MOST_HELD = 3;

export function ActsProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { say } = useLive();
  const words = useActWords();
  const settle = useSettle();
  const person = usePerson();
  const role = person?.role ?? 'viewer';
  const nextId = useRef(1);
  const acts = useRef<Act[]>([]);
  const sending = useRef(new Map<number, Promise<void>>());
  const [held, setHeld] = useState<readonly Act[]>([]);
  const [toasts, setToasts] = useState<readonly Toast[]>([]);

  const put = useCallback(
    (toast: Toast) => setToasts((all) => [...all.filter((one) => one.id !== toast.id), toast]),
    [],
  );
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), []);
  const keep = useCallback((next: Act[]) => {
    acts.current = next;
    setHeld(next);
  }, []);

  const commit = useCallback(
    (id: number): Promise<void> => {
      const act = acts.current.find((one) => one.id === id);
      const running = sending.current.get(id);
      if (running !== undefined) return running;
      drop(id);
      if (act === undefined) return Promise.resolve();
      const many = act.rows.length > 1;
      const work = runAct(act, (done) => {
        if (many) put({ id, busy: true, text: t('acts.working', { done, all: act.rows.length }) });
      }).then((result) => {
        settle(result, act);
        sending.current.delete(id);
        keep(acts.current.filter((one) => one.id !== id));
        drop(id);
        const failure = words.failed(act, result);
        if (failure === null) return;
        const rows = result.failed.map(({ row }) => row);
        put({ id, text: failure, failed: true, retry: () => hold.current(rows, act.change, act.reason) });
        say(failure);
      });
      sending.current.set(id, work);
      return work;
    },
    [drop, put, keep, settle, say, t, words],
  );

  const undo = useCallback(
    (id: number) => {
      if (sending.current.has(id)) return;
      keep(acts.current.filter((one) => one.id !== id));
      drop(id);
      say(t('acts.undone'));
    },
    [keep, drop, say, t],
  );

  const hold = useRef<Acts['change']>(() => undefined);
  hold.current = (rows, change, reason = '') => {
    const fitting = rows.filter((row) => canChange(row, change));
    const id = nextId.current++;
    if (!isAtLeast(role, leastRoleFor(change))) {
      put({ id, text: t('notAllowed.act'), plain: true });
      say(t('notAllowed.act'));
      return;
    }
    if (fitting.length === 0) {
      if (rows.length > 0) put({ id, text: t('acts.notPossible'), plain: true });
      return;
    }
    const before = acts.current.filter((one, index) => {
      const same = one.rows.some((row) => fitting.some((next) => next.id === row.id));
      return same || index < acts.current.length - MOST_HELD + 1;
    });
    const act: Act = { id, rows: fitting, change, reason, at: new Date().toISOString() };
    const add = () => {
      keep([...acts.current, act]);
      const text = words.done(act);
      put({ id, text, undo: () => undo(id) });
      say(text);
    };
    if (before.length === 0) add();
    else void Promise.all(before.map((one) => commit(one.id))).then(add);
  };

  const value = useMemo<Acts>(
    () => ({
      change: (rows, change, reason) => hold.current(rows, change, reason),
      setState: (rows, state, reason) => hold.current(rows, { kind: 'state', state }, reason),
      undoLast: () => {
        const last = acts.current.findLast((act) => !sending.current.has(act.id));
        if (last !== undefined) undo(last.id);
      },
      flush: async () => {
        await Promise.all(acts.current.map((act) => commit(act.id)));
      },
    }),
    [undo, commit],
  );
  useEffect(() => {
    const leave = () => {
      for (const act of acts.current) if (!sending.current.has(act.id)) sendAndLeave(act);
      acts.current = [];
    };
    window.addEventListener('pagehide', leave);
    return () => window.removeEventListener('pagehide', leave);
  }, []);

  return (
    <ActsContext value={value}>
      <HeldContext value={useOverlay(held, person?.name ?? '')}>{children}</HeldContext>
      <ToastShelf toasts={toasts} onDrop={(id) => void commit(id)} />
    </ActsContext>
  );
}

function useOverlay(held: readonly Act[], me: string): Overlay {
  return useMemo(() => {
    const acts = new Map(held.flatMap((act) => act.rows.map((row) => [row.id, act] as const)));
    return (row) => {
      const act = acts.get(row.id);
      return act === undefined ? row : changed(row, act.change, me, act.at);
    };
  }, [held, me]);
}

/** Takes the center's answers into the lists. */
function useSettle(): (result: ActResult, act: Act) => void {
  const queries = useQueryClient();
  return useCallback(
    (result, act) => {
      for (const row of result.done) changeRowInLists(queries, row);
      for (const row of act.rows) void queries.invalidateQueries({ queryKey: incidentKey(row.id) });
    },
    [queries],
  );
}

function useActWords() {
  const { t } = useTranslation();
  const sentence = useErrorWords();
  const latest = useRef(sentence);
  latest.current = sentence;
  return useMemo(
    () => ({
      done: (act: Act) => t(`acts.done.${nameOf(act.change)}`, { n: act.rows.length }),
      failed: (act: Act, result: ActResult) => {
        const first = result.failed[0];
        if (first === undefined) return null;
        const failed = t('acts.failed', { n: result.failed.length, why: latest.current(first.error) });
        return result.done.length === 0
          ? failed
          : `${t(`acts.done.${nameOf(act.change)}`, { n: result.done.length })} ${failed}`;
      },
    }),
    [t],
  );
}
