import {
  type ExceptionCommand,
  type IncidentRow,
  type IncidentState,
  type IsolationCommand,
  incidentRowSchema,
  type PolicyAnswer,
  type PolicyPreview,
  policyAnswerSchema,
  policyPreviewSchema,
  type ReleaseCommand,
  type ReplayAnswer,
  replayAnswerSchema,
} from '@omamori/contract/console-api';
import {
  type IncidentNote,
  incidentNoteSchema,
  type SavedViews,
  savedViewsSchema,
  type TriageChange,
} from '@omamori/contract/console-api/triage';
import type { Policy } from '@omamori/contract/desired-state';
import { type Answer, nothing, requestJson } from '@omamori/ui';

export function signIn(body: { name: string; password: string; code?: string }): Promise<Answer<null>> {
  return requestJson('/api/sign-in', nothing, { method: 'POST', body });
}

export function signOut(): Promise<Answer<null>> {
  return requestJson('/api/sign-out', nothing, { method: 'POST', body: {} });
}

export interface StateChange {
  state: IncidentState;
  reason: string;
  /** Sent even while the page is being left. */
  keepalive?: boolean;
}

export function setIncidentState(id: number, change: StateChange): Promise<Answer<IncidentRow>> {
  const { state, reason, keepalive = false } = change;
  const body = reason === '' ? { state } : { state, reason };
  return requestJson(`/api/incidents/${id}/state`, incidentRowSchema, { method: 'POST', body, keepalive });
}

export function triageIncident(id: number, body: TriageChange, keepalive: boolean): Promise<Answer<IncidentRow>> {
  return requestJson(`/api/incidents/${id}/triage`, incidentRowSchema, { method: 'POST', body, keepalive });
}

export function addNote(id: number, text: string): Promise<Answer<IncidentNote>> {
  return requestJson(`/api/incidents/${id}/notes`, incidentNoteSchema, { method: 'POST', body: { text } });
}

export function handOverNotice(id: number, part: number): Promise<Answer<null>> {
  return requestJson(`/api/incidents/${id}/notice`, nothing, { method: 'POST', body: { part } });
}

export function keepViews(body: SavedViews): Promise<Answer<SavedViews>> {
  return requestJson('/api/my/views', savedViewsSchema, { method: 'POST', body });
}

const policyUrl = (appliance: string) => `/api/appliances/${encodeURIComponent(appliance)}/policy`;

export function previewPolicy(appliance: string, policy: Policy, signal: AbortSignal): Promise<Answer<PolicyPreview>> {
  return requestJson(`${policyUrl(appliance)}/preview`, policyPreviewSchema, {
    method: 'POST',
    body: { policy },
    signal,
  });
}

export function replayPolicy(appliance: string, policy: Policy, signal: AbortSignal): Promise<Answer<ReplayAnswer>> {
  return requestJson(`${policyUrl(appliance)}/replay`, replayAnswerSchema, {
    method: 'POST',
    body: { policy },
    signal,
  });
}

export function sendPolicy(appliance: string, policy: Policy, basedOn: number): Promise<Answer<PolicyAnswer>> {
  return requestJson(policyUrl(appliance), policyAnswerSchema, { method: 'PUT', body: { policy, basedOn } });
}

const command = (appliance: string, path: string, body: object): Promise<Answer<PolicyAnswer>> =>
  requestJson(`/api/appliances/${encodeURIComponent(appliance)}/${path}`, policyAnswerSchema, { method: 'POST', body });

export function addException(appliance: string, body: ExceptionCommand): Promise<Answer<PolicyAnswer>> {
  return command(appliance, 'exceptions', body);
}

export function isolateDevice(appliance: string, body: IsolationCommand): Promise<Answer<PolicyAnswer>> {
  return command(appliance, 'isolation', body);
}

export function releaseDevice(appliance: string, body: ReleaseCommand): Promise<Answer<PolicyAnswer>> {
  return command(appliance, 'isolation/release', body);
}
