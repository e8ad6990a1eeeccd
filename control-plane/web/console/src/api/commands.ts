import {
  type IncidentRow,
  type IncidentState,
  incidentRowSchema,
  type PolicyAnswer,
  type PolicyPreview,
  policyAnswerSchema,
  policyPreviewSchema,
} from '@omamori/contract/console-api';
import type { Policy } from '@omamori/contract/desired-state';
import { type Answer, nothing, requestJson } from '@omamori/ui';

export function signIn(code: string): Promise<Answer<null>> {
  return requestJson('/api/sign-in', nothing, { method: 'POST', body: { code } });
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

const policyUrl = (appliance: string) => `/api/appliances/${encodeURIComponent(appliance)}/policy`;

export function previewPolicy(appliance: string, policy: Policy, signal: AbortSignal): Promise<Answer<PolicyPreview>> {
  return requestJson(`${policyUrl(appliance)}/preview`, policyPreviewSchema, {
    method: 'POST',
    body: { policy },
    signal,
  });
}

export function sendPolicy(appliance: string, policy: Policy, basedOn: number): Promise<Answer<PolicyAnswer>> {
  return requestJson(policyUrl(appliance), policyAnswerSchema, { method: 'PUT', body: { policy, basedOn } });
}
