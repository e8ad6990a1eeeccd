import { type IncidentRow, incidentRowSchema } from '@omamori/contract/console-api';
import {
  type IncidentNote,
  incidentGroupsAnswerSchema,
  type SavedViews,
  savedViewsSchema,
  type TriageChange,
  triageChangeSchema,
} from '@omamori/contract/console-api/triage';
import { minutesAgo } from './fixture-console.ts';
import { type Reply, refuse } from './fixture-server.ts';

/** What people did beside states, for the browser tests only. */
export interface FixtureTriage {
  /** As `id:kind…`. */
  changes: string[];
  notes: Map<number, IncidentNote[]>;
  views: SavedViews['views'];
  /** Parts handed over, as `id:part`. */
  handedOver: string[];
}

export function fixtureTriage(): FixtureTriage {
  return { changes: [], notes: new Map(), views: [], handedOver: [] };
}

const ME = 'yamada@soc.example';

function applied(row: IncidentRow, change: TriageChange): IncidentRow {
  const next: Partial<IncidentRow> =
    change.kind === 'assign'
      ? { assignee: change.mine ? ME : null }
      : change.kind === 'snooze'
        ? { snoozedUntil: change.until }
        : change.kind === 'escalate'
          ? { escalatedAt: change.on ? minutesAgo(0) : null }
          : change.kind === 'duplicate'
            ? { state: 'closed', duplicateOf: change.of }
            : { verdict: 'unclear' };
  return incidentRowSchema.parse({ ...row, ...next });
}

/** Answers of one incident beside its state; undefined for what is not asked here. */
export function answerTriage(
  triage: FixtureTriage,
  row: IncidentRow,
  call: { method: string; rest: string; body: unknown },
  store: (row: IncidentRow) => void,
): Reply | undefined {
  const { method, rest, body } = call;
  if (rest === 'triage') {
    const change = triageChangeSchema.parse(body);
    const said = 'reason' in change && change.reason != null ? `:${change.reason}` : '';
    const what = change.kind === 'duplicate' ? `:${change.of}` : change.kind === 'assign' ? `:${change.mine}` : '';
    triage.changes.push(`${row.id}:${change.kind}${what}${said}`);
    const next = applied(row, change);
    store(next);
    return { status: 200, body: next };
  }
  if (rest === 'notes') {
    const { text } = body as { text: string };
    const all = triage.notes.get(row.id) ?? [];
    const note = { id: all.length + 1, at: minutesAgo(0), author: ME, text };
    triage.notes.set(row.id, [...all, note]);
    return { status: 200, body: note };
  }
  if (rest !== 'notice') return undefined;
  const part = 1 + triage.handedOver.filter((one) => one.startsWith(`${row.id}:`)).length;
  if (method === 'POST') {
    if ((body as { part: number }).part !== part) return refuse(409, 'CTR_NOTICE_STALE', 'Read it again.');
    triage.handedOver.push(`${row.id}:${part}`);
    return { status: 204 };
  }
  const letter = (title: string, text: string) => ({ level: 'check', title, body: text, details: [] });
  const ja = letter('【要確認】遠隔操作を止めました', 'つながる前に止めました。\nお電話ください。');
  const en = letter('[Please check] Remote control was stopped', 'It was stopped before it connected.');
  return { status: 200, body: { part, letters: { ja, en }, refusal: null } };
}

export function answerViews(triage: FixtureTriage, method: string, body: unknown): Reply {
  if (method === 'POST') triage.views = savedViewsSchema.parse(body).views;
  return { status: 200, body: { views: triage.views } };
}

export function answerGroups(rows: readonly IncidentRow[], by: string): Reply {
  const groups = new Map<string, IncidentRow[]>();
  for (const row of rows) {
    const key = by === 'company' ? `${row.story} ${row.company}` : row.story;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return {
    status: 200,
    body: incidentGroupsAnswerSchema.parse({
      now: minutesAgo(0),
      total: groups.size,
      groups: [...groups.values()].flatMap((all) => {
        const [first] = all;
        if (first === undefined) return [];
        const { story, company, title, severity, firstAt, lastAt } = first;
        const count = all.reduce((sum, row) => sum + row.count, 0);
        const notStopped = all.filter((row) => row.outcome === 'not-stopped').length;
        const where = { company: by === 'company' ? company : null, appliance: null, device: null };
        return [{ story, ...where, title, severity, firstAt, lastAt, incidents: all.length, count, notStopped }];
      }),
    }),
  };
}
