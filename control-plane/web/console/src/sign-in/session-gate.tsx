import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { welcomeQuery } from '../api/people.ts';
import { sessionQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { SimulatedBanner } from '../shell/simulated-banner.tsx';
import { FinishPage } from './finish-page.tsx';
import { FirstAdminPage } from './first-admin-page.tsx';
import classes from './sign-in.module.css';
import { SignInPage } from './sign-in-page.tsx';

/** Nothing of the center is asked for before the session is known and its account is complete. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  if (session.isPending) return <Waiting />;
  if (session.isError) return <Failed thrown={session.error} onRetry={() => void session.refetch()} />;
  if (session.data === null) return <Stranger />;
  if (session.data.finish.length === 0) return children;
  return (
    <>
      <SimulatedBanner simulated={session.data.simulated} />
      <FinishPage session={session.data} />
    </>
  );
}

function Stranger() {
  const welcome = useQuery(welcomeQuery);
  if (welcome.isPending) return <Waiting />;
  if (welcome.isError) return <Failed thrown={welcome.error} onRetry={() => void welcome.refetch()} />;
  return (
    <>
      <SimulatedBanner simulated={welcome.data.simulated} />
      {welcome.data.setUp ? <FirstAdminPage /> : <SignInPage />}
    </>
  );
}

function Waiting() {
  return <div className={classes['waiting']} aria-busy="true" />;
}

function Failed({ thrown, onRetry }: { thrown: unknown; onRetry: () => void }) {
  return (
    <main className={classes['frame']}>
      <QueryError thrown={thrown} onRetry={onRetry} />
    </main>
  );
}
