import { errorOf } from '@omamori/ui';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { sessionKey } from './queries.ts';

const TRIES = 2;

/** A lost session turns every page into the sign-in page, once, from here. */
export function createQueryClient(): QueryClient {
  const onError = (thrown: unknown) => {
    if (errorOf(thrown).status === 401) client.setQueryData(sessionKey, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        refetchOnWindowFocus: false,
        retry: (failures, thrown) => {
          const { status } = errorOf(thrown);
          return failures < TRIES && (status === 0 || status >= 500);
        },
        retryDelay: (failures) => Math.min(4000, 500 * 2 ** failures),
      },
    },
  });
  return client;
}
