import {
  type AdminNetworkConfirmed,
  type AdminNetworkPreview,
  type AdminNetworkTrial,
  adminNetworkConfirmedSchema,
  adminNetworkPreviewSchema,
  adminNetworkSchema,
  adminNetworkTrialSchema,
} from '@omamori/contract/admin-network';
import type { BoxNetwork } from '@omamori/contract/box-network';
import { type Answer, nothing, requestJson, unwrap } from '@omamori/ui';
import { queryOptions } from '@tanstack/react-query';

const LOOK_MS = 2000;
const ANSWER_MS = 5000;
/** The line is asked whether somebody has the address already. */
const ASK_LINE_MS = 15_000;

export const networkQuery = queryOptions({
  queryKey: ['network'],
  refetchInterval: LOOK_MS,
  queryFn: async ({ signal }) =>
    unwrap(await requestJson('api/network', adminNetworkSchema, { signal, timeoutMs: ANSWER_MS })),
});

export function previewNetwork(body: BoxNetwork): Promise<Answer<AdminNetworkPreview>> {
  return requestJson('api/network/preview', adminNetworkPreviewSchema, {
    method: 'POST',
    body,
    timeoutMs: ASK_LINE_MS,
  });
}

export function tryNetwork(body: BoxNetwork): Promise<Answer<AdminNetworkTrial>> {
  return requestJson('api/network/try', adminNetworkTrialSchema, { method: 'POST', body, timeoutMs: 2 * ASK_LINE_MS });
}

export function confirmNetwork(token: string): Promise<Answer<AdminNetworkConfirmed>> {
  const body = { token };
  return requestJson('api/network/confirm', adminNetworkConfirmedSchema, {
    method: 'POST',
    body,
    timeoutMs: ANSWER_MS,
  });
}

export function giveNetworkBack(): Promise<Answer<null>> {
  return requestJson('api/network/return', nothing, { method: 'POST', body: {}, timeoutMs: ANSWER_MS });
}
