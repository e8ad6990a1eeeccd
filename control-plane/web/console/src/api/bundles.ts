// Calls about rule bundles and their roll-outs.
import {
  type ActOnRollout,
  boxBundleSchema,
  bundleDetailSchema,
  bundlesAnswerSchema,
  bundleTakenSchema,
  type StartRollout,
} from '@omamori/contract/console-api/bundles';
import { type Answer, nothing, requestJson, unwrap } from '@omamori/ui';
import { queryOptions } from '@tanstack/react-query';

export const bundlesKey = ['bundles'] as const;
/** A roll-out moves by itself; the live stream tells of boxes and incidents only. */
const LOOK_EVERY_MS = 5000;
const UPLOAD_TIMEOUT_MS = 120_000;

const urlOf = (version: string) => `/api/bundles/${encodeURIComponent(version)}`;

export const bundlesQuery = queryOptions({
  queryKey: bundlesKey,
  refetchInterval: LOOK_EVERY_MS,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/bundles', bundlesAnswerSchema, { signal })),
});

export const bundleQuery = (version: string) =>
  queryOptions({
    queryKey: [...bundlesKey, version] as const,
    refetchInterval: LOOK_EVERY_MS,
    queryFn: async ({ signal }) => unwrap(await requestJson(urlOf(version), bundleDetailSchema, { signal })),
  });

export const boxBundleQuery = (id: string) =>
  queryOptions({
    queryKey: ['box-bundle', id] as const,
    refetchInterval: LOOK_EVERY_MS,
    queryFn: async ({ signal }) =>
      unwrap(await requestJson(`/api/appliances/${encodeURIComponent(id)}/bundle`, boxBundleSchema, { signal })),
  });

export function uploadBundle(file: Blob): Promise<Answer<{ version: string }>> {
  return requestJson('/api/bundles', bundleTakenSchema, { method: 'POST', bytes: file, timeoutMs: UPLOAD_TIMEOUT_MS });
}

export function askDryRun(version: string): Promise<Answer<null>> {
  return requestJson(`${urlOf(version)}/dry-run`, nothing, { method: 'POST', body: {} });
}

export function startRollout(version: string, body: StartRollout): Promise<Answer<null>> {
  return requestJson(`${urlOf(version)}/rollout`, nothing, { method: 'POST', body });
}

export function actOnRollout(version: string, body: ActOnRollout): Promise<Answer<null>> {
  return requestJson(`${urlOf(version)}/rollout/act`, nothing, { method: 'POST', body });
}
