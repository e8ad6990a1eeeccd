// Calls about the layers of a policy and its earlier versions.
import {
  type LayerAnswer,
  layerAnswerSchema,
  type PolicyLayer,
  policyHistoryAnswerSchema,
} from '@omamori/contract/console-api';
import {
  type LayerPreview,
  type LayerVersionAnswer,
  layerHistoryAnswerSchema,
  layerListAnswerSchema,
  layerPreviewSchema,
  layerVersionAnswerSchema,
  type PolicyVersionAnswer,
  policyLayersAnswerSchema,
  policyVersionAnswerSchema,
} from '@omamori/contract/console-api/layers';
import { type Answer, requestJson, unwrap } from '@omamori/ui';
import { queryOptions } from '@tanstack/react-query';

export interface LayerName {
  scope: 'template' | 'company';
  name: string;
}

const layerUrl = ({ scope, name }: LayerName) =>
  `/api/${scope === 'template' ? 'templates' : 'companies'}/${encodeURIComponent(name)}/policy`;
const boxUrl = (id: string) => `/api/appliances/${encodeURIComponent(id)}/policy`;

export const layersKey = ['layers'] as const;
export const layerKey = ({ scope, name }: LayerName) => [...layersKey, scope, name] as const;

export const layerListQuery = queryOptions({
  queryKey: layersKey,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/layers', layerListAnswerSchema, { signal })),
});

export const layerQuery = (name: LayerName) =>
  queryOptions({
    queryKey: layerKey(name),
    queryFn: async ({ signal }) => unwrap(await requestJson(layerUrl(name), layerAnswerSchema, { signal })),
  });

/** `version`: with each new one the answer is another. */
export const policyLayersQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['policy-layers', id, version] as const,
    queryFn: async ({ signal }) =>
      unwrap(await requestJson(`${boxUrl(id)}/layers`, policyLayersAnswerSchema, { signal })),
  });

export const policyHistoryQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['policy-history', id, version] as const,
    queryFn: async ({ signal }) =>
      unwrap(await requestJson(`${boxUrl(id)}/history`, policyHistoryAnswerSchema, { signal })),
  });

export function readPolicyVersion(id: string, version: number): Promise<Answer<PolicyVersionAnswer>> {
  return requestJson(`${boxUrl(id)}/version?n=${version}`, policyVersionAnswerSchema);
}

export const layerHistoryQuery = (name: LayerName, version: number) =>
  queryOptions({
    queryKey: ['layer-history', name.scope, name.name, version] as const,
    queryFn: async ({ signal }) =>
      unwrap(await requestJson(`${layerUrl(name)}/history`, layerHistoryAnswerSchema, { signal })),
  });

export function readLayerVersion(name: LayerName, version: number): Promise<Answer<LayerVersionAnswer>> {
  return requestJson(`${layerUrl(name)}/version?n=${version}`, layerVersionAnswerSchema);
}

export interface LayerChange {
  layer: PolicyLayer;
  template?: string;
}

export function previewLayer(name: LayerName, body: LayerChange, signal: AbortSignal): Promise<Answer<LayerPreview>> {
  return requestJson(`${layerUrl(name)}/preview`, layerPreviewSchema, { method: 'POST', body, signal });
}

export function sendLayer(name: LayerName, body: LayerChange, basedOn: number): Promise<Answer<LayerAnswer>> {
  return requestJson(layerUrl(name), layerAnswerSchema, { method: 'PUT', body: { ...body, basedOn } });
}
