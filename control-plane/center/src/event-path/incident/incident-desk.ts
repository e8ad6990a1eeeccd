// What people may do with incidents, each act behind the scope and the role of the person who asks.
import type { IncidentDetail, IncidentRow, IncidentState, IncidentsAnswer } from '@omamori/contract/console-api';
import type { Scope } from '@omamori/contract/console-api/people';
import { isAtLeast, leastRoleForState, leastRoleForTriage } from '@omamori/contract/console-api/roles';
import type {
  Grouping,
  IncidentGroupsAnswer,
  IncidentNote,
  NoticePreview,
  TriageChange,
} from '@omamori/contract/console-api/triage';
import { err, ok, type Result } from '@omamori/contract/result';
import { commitAct } from '../../people/audit/commit-act.ts';
import type { Person } from '../../people/person.ts';
import { seesIncident } from '../../people/scope.ts';
import type { Database } from '../../store/database.ts';
import { changeState } from './change-state.ts';
import { groupIncidents } from './group-incidents.ts';
import { readCapture } from './read-capture.ts';
import { readIncidentDetail } from './read-detail.ts';
import { readIncidentRows } from './read-rows.ts';
import { type IncidentFilter, type IncidentSearch, searchIncidents } from './search-incidents.ts';
import { triageIncident } from './triage-incident.ts';
import { addNote } from './write-notes.ts';

/** Error of every method with an id: CTR_INCIDENT_UNKNOWN, also for what lies outside the scope. */
export interface IncidentDesk {
  search(search: IncidentSearch, scope: Scope): Promise<IncidentsAnswer>;
  groups(by: Grouping, filter: IncidentFilter, scope: Scope): Promise<IncidentGroupsAnswer>;
  detail(id: number, scope: Scope): Promise<Result<IncidentDetail>>;
  /** Errors: CTR_VERDICT_FORBIDDEN and those of change-state.ts. */
  changeState(id: number, to: IncidentState, reason: string | null, person: Person): Promise<Result<IncidentRow>>;
  /** Errors: CTR_VERDICT_FORBIDDEN and those of triage-incident.ts. */
  triage(id: number, change: TriageChange, person: Person): Promise<Result<IncidentRow>>;
  addNote(id: number, text: string, person: Person): Promise<Result<IncidentNote>>;
  /** Error: CTR_CAPTURE_EMPTY. */
  capture(id: number, scope: Scope): Promise<Result<Buffer>>;
  previewNotice(id: number, scope: Scope): Promise<Result<NoticePreview>>;
  /** Errors: those of the notice stage. */
  handOver(id: number, part: number, person: Person): Promise<Result<void>>;
}

/** The notice stage, as far as people use it. */
export interface NoticeCounter {
  preview(id: number): Promise<NoticePreview | undefined>;
  handOver(id: number, part: number): Promise<Result<void>>;
}

export function createIncidentDesk(rooms: {
  readonly db: Database;
  readonly now: () => number;
  readonly notices: NoticeCounter;
  /** The incident, and with it its appliance, reads differently now. */
  readonly onChange: (row: IncidentRow) => void;
}): IncidentDesk {
  const { db, notices } = rooms;
  const now = (): Date => new Date(rooms.now());
  const unknown = () => err('CTR_INCIDENT_UNKNOWN', 'There is no such incident.');
  const readBack = async (id: number): Promise<Result<IncidentRow>> => {
    const [row] = await readIncidentRows(db, [id]);
    if (row === undefined) return unknown();
    rooms.onChange(row);
    return ok(row);
  };
  return {
    search: (search, scope) => searchIncidents(db, search, scope, now()),
    groups: (by, filter, scope) => groupIncidents(db, by, filter, scope, now()),
    detail: (id, scope) => readIncidentDetail(db, id, scope),
    changeState: async (id, to, reason, { name, role, scope }) => {
      if (!(await seesIncident(db, scope, id))) return unknown();
      if (!isAtLeast(role, leastRoleForState(to))) return verdictForbidden();
      const changed = await changeState(db, { id, to, reason, actor: name, now: now() });
      return changed.ok ? await readBack(id) : changed;
    },
    triage: async (id, change, { name, role, scope }) => {
      if (!(await seesIncident(db, scope, id))) return unknown();
      if (!isAtLeast(role, leastRoleForTriage(change.kind))) return verdictForbidden();
      if (change.kind === 'duplicate' && !(await seesIncident(db, scope, change.of))) return unknown();
      const changed = await triageIncident(db, { id, change, actor: name, now: now() });
      return changed.ok ? await readBack(id) : changed;
    },
    addNote: async (id, text, { name, scope }) => {
      if (!(await seesIncident(db, scope, id))) return unknown();
      const note = await addNote(db, { incident: id, author: name, text, now: now() });
      await readBack(id);
      return ok(note);
    },
    capture: async (id, scope) => {
      if (!(await seesIncident(db, scope, id))) return unknown();
      // Packets leave the center only once it stands in the log who took them.
      return await commitAct(db, (transaction) => readCapture(transaction, id));
    },
    previewNotice: async (id, scope) => {
      if (!(await seesIncident(db, scope, id))) return unknown();
      const preview = await notices.preview(id);
      return preview === undefined ? unknown() : ok(preview);
    },
    handOver: async (id, part, { scope }) =>
      (await seesIncident(db, scope, id)) ? await notices.handOver(id, part) : unknown(),
  };
}

function verdictForbidden() {
  return err('CTR_VERDICT_FORBIDDEN', 'A verdict needs the role of an analyst.');
}
