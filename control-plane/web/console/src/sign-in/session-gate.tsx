import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { sessionQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import classes from './sign-in.module.css';
import { SignInPage } from './sign-in-page.tsx';

/** Nothing of the center is asked for before the session is known. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.isPending) return <div className={classes['waiting']} aria-busy="true" />;
  if (session.isError)
    return (
      <main className={classes['frame']}>
        <QueryError thrown={session.error} onRetry={() => void session.refetch()} />
      </main>
    );
  return session.data === null ? <SignInPage /> : children;
}
