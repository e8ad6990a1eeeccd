import { IncidentException } from '../incident/incident-exception.tsx';
import { IncidentIsolation } from '../incident/incident-isolation.tsx';
import { NoteDialog } from '../incident/note-dialog.tsx';
import { NoticeDialog } from '../incident/notice-dialog.tsx';
import { DoneDialog } from './done-dialog.tsx';
import { DuplicateDialog } from './duplicate-dialog.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import type { useRowActs } from './use-row-acts.ts';

/** The dialogs that the acts of `useRowActs` open; one at a time. */
export function RowDialogs({ asking, setAsking, act }: ReturnType<typeof useRowActs>) {
  const close = () => setAsking(null);
  const reason = asking?.kind === 'reason' ? asking : null;
  return (
    <>
      <DoneDialog
        asking={reason}
        onClose={close}
        onDone={(said, except) => {
          if (reason === null) return;
          const first = reason.rows[0];
          setAsking(except && first !== undefined ? { kind: 'exception', row: first } : null);
          act(
            reason.state === 'unclear' ? { kind: 'unclear' } : { kind: 'state', state: reason.state },
            said,
            reason.rows,
          );
        }}
      />
      <SnoozeDialog
        rows={asking?.kind === 'snooze' ? asking.rows : null}
        onClose={close}
        onDone={(until) => {
          if (asking?.kind === 'snooze') act({ kind: 'snooze', until }, '', asking.rows);
          close();
        }}
      />
      <DuplicateDialog
        rows={asking?.kind === 'duplicate' ? asking.rows : null}
        onClose={close}
        onDone={(of) => {
          if (asking?.kind === 'duplicate') act({ kind: 'duplicate', of }, '', asking.rows);
          close();
        }}
      />
      {asking?.kind === 'note' && <NoteDialog row={asking.row} onClose={close} />}
      {asking?.kind === 'isolate' && <IncidentIsolation row={asking.row} onClose={close} />}
      {asking?.kind === 'exception' && <IncidentException row={asking.row} onClose={close} />}
      {(asking?.kind === 'notice' || asking?.kind === 'send') && (
        <NoticeDialog row={asking.row} sending={asking.kind === 'send'} onClose={close} />
      )}
    </>
  );
}
