import {
  INCIDENT_STATES,
  incidentDetailSchema,
  incidentRowSchema,
  incidentsAnswerSchema,
} from '@omamori/contract/console-api';
import {
  GROUPINGS,
  incidentGroupsAnswerSchema,
  incidentNoteSchema,
  noteTextSchema,
  noticeOrderSchema,
  noticePreviewSchema,
  triageChangeSchema,
} from '@omamori/contract/console-api/triage';
import { SEVERITIES } from '@omamori/contract/detection';
import { ok } from '@omamori/contract/result';
import { APPLIANCE_ID } from '@omamori/contract/topics';
import { z } from 'zod';
import { type IncidentFilter, QUEUE_STATES, SORTS } from '../../event-path/incident/search-incidents.ts';
import type { Person } from '../../people/person.ts';
import { ANSWERED, type Route, route } from '../route.ts';

const incidentId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const params = z.object({ id: incidentId });
// An empty field of the console's form means no filter.
const orNothing = <T>(schema: z.ZodType<T>) => schema.or(z.literal('').transform(() => undefined)).optional();
const filterFields = {
  state: z.enum(QUEUE_STATES).default('open'),
  appliance: orNothing(z.string().regex(APPLIANCE_ID)),
  company: orNothing(z.string().max(120)),
  story: orNothing(z.string().max(40)),
  severity: orNothing(z.enum(SEVERITIES)),
  outcome: orNothing(z.enum(['stopped', 'not-stopped', 'unknown'])),
  device: orNothing(z.string().max(45)),
  /** 1: only what is assigned to whoever asks. */
  mine: orNothing(z.literal('1')),
  q: z.string().max(200).optional(),
};
const search = z.strictObject({
  ...filterFields,
  sort: z.enum(SORTS).default('latest'),
  before: incidentId.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const grouping = z.strictObject({ ...filterFields, by: z.enum(GROUPINGS).default('story') });
const change = z.strictObject({ state: z.enum(INCIDENT_STATES), reason: z.string().max(1000).nullish() });

function filterFor<T extends Omit<IncidentFilter, 'assignee'> & { mine?: '1' | undefined }>(
  { mine, ...rest }: T,
  { name }: Person,
) {
  return { ...rest, assignee: mine === undefined ? undefined : name };
}

export const incidentRoutes: readonly Route[] = [
  route('get', '/api/incidents', {
    summary: 'Incidents that fit a filter, in the order asked for.',
    query: search,
    gives: incidentsAnswerSchema,
    handle: async ({ center }, { query, person }) =>
      ok(await center.incidents.search(filterFor(query, person), person.scope)),
  }),
  route('get', '/api/incident-groups', {
    summary: 'The same incidents counted by story, and by company or device where asked.',
    query: grouping,
    gives: incidentGroupsAnswerSchema,
    handle: async ({ center }, { query: { by, ...filter }, person }) =>
      ok(await center.incidents.groups(by, filterFor(filter, person), person.scope)),
  }),
  route('get', '/api/incidents/:id', {
    summary: 'One incident with its detections, notices, notes, history and what is similar.',
    params,
    gives: incidentDetailSchema,
    handle: ({ center }, { params, person }) => center.incidents.detail(params.id, person.scope),
  }),
  route('post', '/api/incidents/:id/state', {
    summary: 'Moves an incident to another state. A verdict (confirmed, false-positive) needs an analyst.',
    params,
    body: change,
    gives: incidentRowSchema,
    act: 'incident.state',
    facts: ({ state, reason }) => ({ state, reason: reason ?? null }),
    handle: ({ center }, { params, body, person }) =>
      center.incidents.changeState(params.id, body.state, body.reason ?? null, person),
  }),
  route('post', '/api/incidents/:id/triage', {
    summary:
      'Takes, puts off, hands over or closes an incident as a duplicate. The verdict `unclear` needs an analyst.',
    params,
    body: triageChangeSchema,
    gives: incidentRowSchema,
    act: 'incident.triage',
    facts: (body) => ({ ...body, reason: ('reason' in body ? body.reason : null) ?? null }),
    handle: ({ center }, { params, body, person }) => center.incidents.triage(params.id, body, person),
  }),
  route('post', '/api/incidents/:id/notes', {
    summary: 'Writes a note under an incident; notes are never changed or removed.',
    params,
    body: noteTextSchema,
    gives: incidentNoteSchema,
    act: 'incident.note',
    facts: ({ text }) => ({ characters: text.length }),
    handle: ({ center }, { params, body, person }) => center.incidents.addNote(params.id, body.text, person),
  }),
  route('get', '/api/incidents/:id/capture', {
    summary: 'The stored excerpts of its packets as a capture file (libpcap).',
    params,
    gives: 'capture-file',
    act: 'incident.capture',
    handle: async ({ center }, { params, person, response }) => {
      const capture = await center.incidents.capture(params.id, person.scope);
      if (!capture.ok) return capture;
      response.setHeader('Content-Type', 'application/vnd.tcpdump.pcap');
      response.setHeader('Content-Disposition', `attachment; filename="incident-${params.id}-excerpt.pcap"`);
      response.end(capture.value);
      return ANSWERED;
    },
  }),
  route('get', '/api/incidents/:id/notice', {
    summary: 'The notice that would be handed over now, in both languages.',
    params,
    gives: noticePreviewSchema,
    handle: ({ center }, { params, person }) => center.incidents.previewNotice(params.id, person.scope),
  }),
  route('post', '/api/incidents/:id/notice', {
    summary: 'Hands over the part that was read; done when its files stand in the outbox, on disk.',
    params,
    body: noticeOrderSchema,
    gives: 'nothing',
    act: 'incident.notice',
    facts: ({ part }) => ({ part }),
    handle: ({ center }, { params, body, person }) => center.incidents.handOver(params.id, body.part, person),
  }),
];
