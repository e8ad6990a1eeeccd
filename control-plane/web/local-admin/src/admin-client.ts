import {
  type AdminSession,
  adminBlocksSchema,
  adminSessionSchema,
  adminStatusSchema,
} from '@omamori/contract/admin-api';
import { adminApplicationsSchema } from '@omamori/contract/admin-applications';
import { adminDevicesSchema } from '@omamori/contract/admin-devices';
import {
  type AdminException,
  type AdminExceptionRequest,
  adminExceptionSchema,
  adminExceptionsSchema,
} from '@omamori/contract/admin-exceptions';
import { type AdminSpeed, adminInstallSchema, adminSpeedSchema } from '@omamori/contract/admin-install';
import { adminFloodsSchema } from '@omamori/contract/flood-blocks';
import { type Answer, nothing, requestJson, unwrap } from '@omamori/ui';
import { queryOptions } from '@tanstack/react-query';

/** How often the page looks again. */
export const LOOK_MS = 3000;
const ANSWER_MS = 5000;
const BLOCKS = 50;

export const sessionQuery = queryOptions<AdminSession>({
  queryKey: ['session'],
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/session', adminSessionSchema, { signal, timeoutMs: ANSWER_MS })),
});

export const statusQuery = queryOptions({
  queryKey: ['status'],
  refetchInterval: LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/status', adminStatusSchema, { signal, timeoutMs: ANSWER_MS })),
});

export const blocksQuery = queryOptions({
  queryKey: ['blocks'],
  refetchInterval: LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson(`api/blocks?limit=${BLOCKS}`, adminBlocksSchema, { signal, timeoutMs: ANSWER_MS })),
});

export const exceptionsQuery = queryOptions({
  queryKey: ['exceptions'],
  refetchInterval: LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/exceptions', adminExceptionsSchema, { signal, timeoutMs: ANSWER_MS })),
});

export const floodsQuery = queryOptions({
  queryKey: ['floods'],
  refetchInterval: LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/floods', adminFloodsSchema, { signal, timeoutMs: ANSWER_MS })),
});

export function releaseSource(source: string): Promise<Answer<null>> {
  return requestJson('api/floods/release', nothing, { method: 'POST', body: { source }, timeoutMs: ANSWER_MS });
}

export const devicesQuery = queryOptions({
  queryKey: ['devices'],
  refetchInterval: LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/devices', adminDevicesSchema, { signal, timeoutMs: ANSWER_MS })),
});

export const applicationsQuery = queryOptions({
  queryKey: ['applications'],
  refetchInterval: 5 * LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/applications', adminApplicationsSchema, { signal, timeoutMs: ANSWER_MS })),
});

/** A plug is seen within two seconds. */
const INSTALL_LOOK_MS = 1500;

export const installQuery = queryOptions({
  queryKey: ['install'],
  refetchInterval: INSTALL_LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/install', adminInstallSchema, { signal, timeoutMs: 2 * ANSWER_MS })),
});

export function addException(wish: AdminExceptionRequest): Promise<Answer<AdminException>> {
  return requestJson('api/exceptions', adminExceptionSchema, { method: 'POST', body: wish, timeoutMs: ANSWER_MS });
}

export function endException(id: string): Promise<Answer<null>> {
  return requestJson(`api/exceptions/${id}/end`, nothing, { method: 'POST', body: {}, timeoutMs: ANSWER_MS });
}

const MEASURE_MS = 30_000;

export function measureSpeed(): Promise<Answer<AdminSpeed>> {
  return requestJson('api/install/speed', adminSpeedSchema, { method: 'POST', body: {}, timeoutMs: MEASURE_MS });
}

/** Megabits a second of one download from the box; null when it failed. */
export async function timeBytes(): Promise<number | null> {
  const begun = performance.now();
  try {
    const signal = AbortSignal.timeout(MEASURE_MS);
    const response = await fetch('api/install/bytes', { cache: 'no-store', credentials: 'same-origin', signal });
    const { byteLength } = await response.arrayBuffer();
    if (!response.ok) return null;
    return (byteLength * 8) / 1000 / Math.max(1, performance.now() - begun);
  } catch {
    return null; // the page says that it could not be measured
  }
}

export function claim(code: string): Promise<Answer<null>> {
  return requestJson('api/claim', nothing, { method: 'POST', body: { code }, timeoutMs: ANSWER_MS });
}

export function signOut(): Promise<Answer<null>> {
  return requestJson('api/sign-out', nothing, { method: 'POST', body: {}, timeoutMs: ANSWER_MS });
}
