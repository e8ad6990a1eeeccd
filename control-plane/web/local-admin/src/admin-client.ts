import {
  type AdminSession,
  adminBlocksSchema,
  adminSessionSchema,
  adminStatusSchema,
} from '@omamori/contract/admin-api';
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

export function claim(code: string): Promise<Answer<null>> {
  return requestJson('api/claim', nothing, { method: 'POST', body: { code }, timeoutMs: ANSWER_MS });
}

export function signOut(): Promise<Answer<null>> {
  return requestJson('api/sign-out', nothing, { method: 'POST', body: {}, timeoutMs: ANSWER_MS });
}
