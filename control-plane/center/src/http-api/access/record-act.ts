// From a route's outcome to the audit log. What changes something commits its entry with the change (commit-act.ts);
// refusals, and acts that changed nothing, are written before the answer goes out. Strangers cannot fill the log: of
// their failed tries so many an hour are written one by one, the rest is counted and stands in the next entry.
import type { AuditLog } from '../../people/people-desk.ts';
import type { Outcome, RawCall, Route, Told } from '../route.ts';

const STRANGERS_AN_HOUR = 1_000;
const HOUR_MS = 3_600_000;
/** Held up before anything was looked at; the tries that led to it stand in the log. */
const NOT_WRITTEN = new Set(['HTTP_TOO_MANY_TRIES', 'HTTP_INPUT_INVALID']);

export interface Recorder {
  /** Does what was asked for and sees to its entry. */
  act(route: Route, told: Told, raw: RawCall, work: () => Promise<Outcome>): Promise<Outcome>;
  /** What was refused before it began. */
  note(route: Route, told: Told, raw: RawCall, outcome: Outcome): Promise<void>;
}

export function createRecorder(log: Pick<AuditLog, 'append' | 'run'>, now: () => number): Recorder {
  let hour = { began: 0, written: 0 };
  let unwritten = 0;
  const isTooMany = (): boolean => {
    if (now() - hour.began > HOUR_MS) hour = { began: now(), written: 0 };
    hour.written += 1;
    return hour.written > STRANGERS_AN_HOUR;
  };
  const entryOf = (act: string, { actor, target, facts }: Told, source: string, outcome: string) => {
    const detail = unwritten > 0 ? { ...facts, unwritten } : facts;
    return { actor: actor ?? '', act, target, outcome, source, detail };
  };
  const note: Recorder['note'] = async ({ act }, told, { person, source }, { result }) => {
    if (act === null) return;
    const outcome = result.ok ? 'done' : result.error.code;
    if (NOT_WRITTEN.has(outcome)) return;
    if (person === null && !result.ok && isTooMany()) {
      unwritten += 1;
      return;
    }
    const entry = entryOf(act, told, source, outcome);
    unwritten = 0;
    await log.append(entry);
  };
  return {
    note,
    act: async (route, told, raw, work) => {
      if (route.act === null) return await work();
      const entry = entryOf(route.act, told, raw.source, 'done');
      const counted = unwritten;
      const { value: outcome, written } = await log.run(entry, work);
      if (written) unwritten -= Math.min(counted, unwritten);
      // Done, and then a part of it failed: both stand in the log.
      if (!written || !outcome.result.ok) await note(route, told, raw, outcome);
      return outcome;
    },
  };
}
