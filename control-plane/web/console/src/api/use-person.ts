import type { SessionAnswer } from '@omamori/contract/console-api';
import { isAtLeast, type Role } from '@omamori/contract/console-api/roles';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';

/** Who is signed in; undefined only outside the session gate. */
export function usePerson(): SessionAnswer['person'] | undefined {
  return useQuery(sessionQuery).data?.person;
}

/** Whether the signed-in person has at least this role. The center judges again; here acts are only not offered. */
export function useMay(least: Role): boolean {
  const person = usePerson();
  return person !== undefined && isAtLeast(person.role, least);
}
