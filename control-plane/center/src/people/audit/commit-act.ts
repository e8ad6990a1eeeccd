// The entry of the audit log commits with what it tells of: either both are there after a crash or neither. The HTTP
// layer opens the act, whoever changes something on its behalf commits through `commitAct`, however deep it stands.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, DatabaseTransaction } from '../../store/database.ts';
import { type AuditAct, appendIn } from './append-audit.ts';

interface OpenAct {
  readonly entry: AuditAct;
  readonly now: () => number;
  /** `over`: answered; work that goes on behind it (a roll-out that was woken) is nobody's act. */
  state: 'open' | 'written' | 'over';
}

const acts = new AsyncLocalStorage<OpenAct>();

/** Runs what a person asked for. `written`: the entry was committed with the change. */
export async function runAct<T>(
  entry: AuditAct,
  now: () => number,
  work: () => Promise<T>,
): Promise<{ readonly value: T; readonly written: boolean }> {
  const act: OpenAct = { entry, now, state: 'open' };
  try {
    const value = await acts.run(act, work);
    return { value, written: isWritten(act) };
  } finally {
    act.state = 'over';
  }
}

/**
 * A transaction that changes something. Within an act its entry is the last thing in it, once, when `isDone` says that
 * the change was made; by default that is a result that is ok, or anything that is no result. Outside of an act it is
 * a transaction like any other.
 */
export async function commitAct<T>(
  db: Database,
  work: (transaction: DatabaseTransaction) => Promise<T>,
  isDone: (value: T) => boolean = isNoRefusal,
): Promise<T> {
  const act = acts.getStore();
  let wrote = false;
  const value = await db.transaction().execute(async (transaction) => {
    const made = await work(transaction);
    if (act?.state === 'open' && isDone(made)) {
      await appendIn(transaction, act.entry, new Date(act.now()));
      wrote = true;
    }
    return made;
  });
  if (wrote && act !== undefined) act.state = 'written';
  return value;
}

function isWritten({ state }: OpenAct): boolean {
  return state === 'written';
}

function isNoRefusal(value: unknown): boolean {
  return !(typeof value === 'object' && value !== null && 'ok' in value && value.ok === false);
}
