import { errorOf } from '@omamori/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { sessionQuery } from './admin-client.ts';

/** A visit that ended brings the question for a code back. */
export function useSignedOut(thrown: unknown): void {
  const queries = useQueryClient();
  const ended = thrown !== null && errorOf(thrown).status === 401;
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
  }, [ended, queries]);
}
