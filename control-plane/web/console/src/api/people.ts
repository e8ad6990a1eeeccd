// Calls about accounts and the audit log.
import { type AuditVerdict, auditAnswerSchema, auditVerdictSchema } from '@omamori/contract/console-api/audit';
import { centerFactsSchema, type OwnChoices, ownChoicesSchema } from '@omamori/contract/console-api/center-facts';
import {
  type AccountChange,
  type AccountRow,
  type AccountSecret,
  accountRowSchema,
  accountSecretSchema,
  type NewAccount,
  peopleAnswerSchema,
  recoveryCodesSchema,
  type SecondFactorOffer,
  secondFactorOfferSchema,
  sessionsAnswerSchema,
  welcomeAnswerSchema,
} from '@omamori/contract/console-api/people';
import { type Answer, nothing, requestJson, unwrap } from '@omamori/ui';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type AuditFilter, toAuditSearch } from '../audit/audit-address.ts';

export const peopleKey = ['people'] as const;
export const ownSessionsKey = ['own-sessions'] as const;
const AUDIT_PAGE = 100;

export const welcomeQuery = queryOptions({
  queryKey: ['welcome'] as const,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/welcome', welcomeAnswerSchema, { signal })),
});

export const peopleQuery = queryOptions({
  queryKey: peopleKey,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/people', peopleAnswerSchema, { signal })),
});

export const ownSessionsQuery = queryOptions({
  queryKey: ownSessionsKey,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/my/sessions', sessionsAnswerSchema, { signal })),
});

export const choicesQuery = queryOptions({
  queryKey: ['own-choices'] as const,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/my/choices', ownChoicesSchema, { signal })),
});

export const centerFactsQuery = queryOptions({
  queryKey: ['settings'] as const,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/settings', centerFactsSchema, { signal })),
});

export const sessionsOfQuery = (id: number) =>
  queryOptions({
    queryKey: ['sessions-of', id] as const,
    queryFn: async ({ signal }) =>
      unwrap(await requestJson(`/api/people/${id}/sessions`, sessionsAnswerSchema, { signal })),
  });

export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter] as const,
    initialPageParam: null as number | null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal, pageParam }) => {
      const search = toAuditSearch(filter, AUDIT_PAGE, pageParam);
      return unwrap(await requestJson(`/api/audit?${search}`, auditAnswerSchema, { signal }));
    },
    getNextPageParam: ({ entries }) =>
      entries.length < AUDIT_PAGE ? undefined : (entries.at(-1)?.number ?? undefined),
  });

const post = { method: 'POST' } as const;

export function makeFirstAdmin(body: {
  code: string;
  name: string;
  displayName: string;
  password: string;
}): Promise<Answer<null>> {
  return requestJson('/api/first-admin', nothing, { ...post, body });
}

export function changePassword(current: string, password: string): Promise<Answer<null>> {
  return requestJson('/api/my/password', nothing, { ...post, body: { current, password } });
}

export function offerSecondFactor(password: string): Promise<Answer<SecondFactorOffer>> {
  return requestJson('/api/my/second-factor', secondFactorOfferSchema, { ...post, body: { password } });
}

export function confirmSecondFactor(code: string): Promise<Answer<{ recoveryCodes: string[] }>> {
  return requestJson('/api/my/second-factor/confirm', recoveryCodesSchema, { ...post, body: { code } });
}

export function removeSecondFactor(password: string): Promise<Answer<null>> {
  return requestJson('/api/my/second-factor/remove', nothing, { ...post, body: { password } });
}

export function keepChoices(body: OwnChoices): Promise<Answer<OwnChoices>> {
  return requestJson('/api/my/choices', ownChoicesSchema, { ...post, body });
}

export function endOwnSession(id: string): Promise<Answer<null>> {
  return requestJson(`/api/my/sessions/${id}/end`, nothing, { ...post, body: {} });
}

export function addAccount(body: NewAccount): Promise<Answer<AccountSecret>> {
  return requestJson('/api/people', accountSecretSchema, { ...post, body });
}

export function changeAccount(id: number, body: AccountChange): Promise<Answer<AccountRow>> {
  return requestJson(`/api/people/${id}`, accountRowSchema, { ...post, body });
}

export function resetAccount(id: number, secondFactor: boolean): Promise<Answer<AccountSecret>> {
  return requestJson(`/api/people/${id}/reset`, accountSecretSchema, { ...post, body: { secondFactor } });
}

export function endSessionsOf(id: number): Promise<Answer<null>> {
  return requestJson(`/api/people/${id}/sessions/end`, nothing, { ...post, body: {} });
}

export async function verifyAudit(): Promise<Answer<AuditVerdict>> {
  return await requestJson('/api/audit/verify', auditVerdictSchema);
}
