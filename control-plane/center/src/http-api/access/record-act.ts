// From a route's outcome to the audit log. Strangers cannot fill it: of their failed tries so many an hour are written
// one by one, the rest is counted and stands in the next entry.
import type { AuditAct } from '../../people/audit/append-audit.ts';
import type { Outcome, RawCall, Route } from '../route.ts';

const STRANGERS_AN_HOUR = 1_000;
const HOUR_MS = 3_600_000;
/** Held up before anything was looked at; the tries that led to it stand in the log. */
const NOT_WRITTEN = new Set(['HTTP_TOO_MANY_TRIES', 'HTTP_INPUT_INVALID']);

export type Recorder = (route: Route, outcome: Outcome, raw: RawCall) => Promise<void>;

export function createRecorder(append: (act: AuditAct) => Promise<void>, now: () => number): Recorder {
  let hour = { began: 0, written: 0 };
  let unwritten = 0;
  const isTooMany = (): boolean => {
    if (now() - hour.began > HOUR_MS) hour = { began: now(), written: 0 };
    hour.written += 1;
    return hour.written > STRANGERS_AN_HOUR;
  };
  return async ({ act }, { result, actor, target, facts }, { person, source }) => {
    if (act === null) return;
    const outcome = result.ok ? 'done' : result.error.code;
    if (NOT_WRITTEN.has(outcome)) return;
    if (person === null && !result.ok && isTooMany()) {
      unwritten += 1;
      return;
    }
    const detail = unwritten > 0 ? { ...facts, unwritten } : facts;
    unwritten = 0;
    await append({ actor: actor ?? '', act, target, outcome, source, detail });
  };
}
