import { offDutyAnswerSchema } from '@omamori/contract/console-api/off-duty';
import { requestJson, unwrap } from '@omamori/ui';
import { queryOptions } from '@tanstack/react-query';

const LOOK_EVERY_MS = 60_000;

export const offDutyQuery = (id: string, days: number) =>
  queryOptions({
    queryKey: ['off-duty', id, days] as const,
    refetchInterval: LOOK_EVERY_MS,
    queryFn: async ({ signal }) => {
      const url = `/api/appliances/${encodeURIComponent(id)}/off-duty?days=${days}`;
      return unwrap(await requestJson(url, offDutyAnswerSchema, { signal }));
    },
  });
