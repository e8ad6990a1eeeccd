import {
  applianceDetailSchema,
  fleetAnswerSchema,
  type IncidentsAnswer,
  incidentDetailSchema,
  incidentsAnswerSchema,
  policyAnswerSchema,
  type SessionAnswer,
  sessionAnswerSchema,
} from '@omamori/contract/console-api';
import {
  type Grouping,
  incidentGroupsAnswerSchema,
  noticePreviewSchema,
  savedViewsSchema,
} from '@omamori/contract/console-api/triage';
import { requestJson, unwrap } from '@omamori/ui';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type IncidentFilter, toApiSearch, toGroupSearch } from '../incidents/filter-address.ts';

export const PAGE_SIZE = 200;

export const sessionKey = ['session'] as const;
export const fleetKey = ['fleet'] as const;
export const incidentsKey = ['incidents'] as const;
export const incidentKey = (id: number) => ['incident', id] as const;
export const applianceKey = (id: string) => ['appliance', id] as const;
export const policyKey = (id: string) => ['policy', id] as const;

/** null: not signed in. */
async function readSession(signal: AbortSignal): Promise<SessionAnswer | null> {
  const answer = await requestJson('/api/session', sessionAnswerSchema, { signal });
  return !answer.ok && answer.error.status === 401 ? null : unwrap(answer);
}

export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => readSession(signal),
});

export const fleetQuery = queryOptions({
  queryKey: fleetKey,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/fleet', fleetAnswerSchema, { signal })),
});

export const incidentsQuery = (filter: IncidentFilter) =>
  infiniteQueryOptions({
    queryKey: [...incidentsKey, filter] as const,
    initialPageParam: null as number | null,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal, pageParam }) => {
      const path = `/api/incidents?${toApiSearch(filter, PAGE_SIZE, pageParam)}`;
      return unwrap(await requestJson(path, incidentsAnswerSchema, { signal }));
    },
    getNextPageParam: (last: IncidentsAnswer) =>
      last.incidents.length < PAGE_SIZE ? undefined : (last.incidents.at(-1)?.id ?? undefined),
  });

export const incidentQuery = (id: number) =>
  queryOptions({
    queryKey: incidentKey(id),
    queryFn: async ({ signal }) => unwrap(await requestJson(`/api/incidents/${id}`, incidentDetailSchema, { signal })),
  });

const applianceUrl = (id: string) => `/api/appliances/${encodeURIComponent(id)}`;

export const groupsQuery = (filter: IncidentFilter, by: Grouping) =>
  queryOptions({
    queryKey: ['incident-groups', filter, by] as const,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const path = `/api/incident-groups?${toGroupSearch(filter, by)}`;
      return unwrap(await requestJson(path, incidentGroupsAnswerSchema, { signal }));
    },
  });

/** What would be handed over now: never an earlier answer. */
export const noticeQuery = (id: number) =>
  queryOptions({
    queryKey: ['notice', id] as const,
    staleTime: 0,
    gcTime: 0,
    queryFn: async ({ signal }) =>
      unwrap(await requestJson(`/api/incidents/${id}/notice`, noticePreviewSchema, { signal })),
  });

export const viewsKey = ['views'] as const;
export const viewsQuery = queryOptions({
  queryKey: viewsKey,
  queryFn: async ({ signal }) => unwrap(await requestJson('/api/my/views', savedViewsSchema, { signal })),
});

export const applianceQuery = (id: string) =>
  queryOptions({
    queryKey: applianceKey(id),
    queryFn: async ({ signal }) => unwrap(await requestJson(applianceUrl(id), applianceDetailSchema, { signal })),
  });

export const policyQuery = (id: string) =>
  queryOptions({
    queryKey: policyKey(id),
    queryFn: async ({ signal }) =>
      unwrap(await requestJson(`${applianceUrl(id)}/policy`, policyAnswerSchema, { signal })),
  });
