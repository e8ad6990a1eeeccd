import { useQuery, useQueryClient } from '@tanstack/react-query';
import { choicesQuery, keepChoices } from '../api/people.ts';

/** Whether the tour is to be shown; the account remembers it, not the browser. */
export function useTour(): { open: boolean; begin: () => void; end: () => void } {
  const queries = useQueryClient();
  const choices = useQuery(choicesQuery).data;
  const set = (tourSeen: boolean) => {
    queries.setQueryData(choicesQuery.queryKey, { tourSeen });
    if (!tourSeen) return;
    // Not kept: it comes again at the next sign-in, which harms nobody.
    void keepChoices({ tourSeen });
  };
  return { open: choices?.tourSeen === false, begin: () => set(false), end: () => set(true) };
}
