import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './admin-client.ts';
import { ClaimPage } from './claim-page.tsx';
import { Frame } from './frame.tsx';
import { QueryError } from './query-error.tsx';
import { StatusPage } from './status-page.tsx';

/** Claimed and signed in: the status; else the sticker's code is asked for. */
export function Rooms() {
  const session = useQuery(sessionQuery);
  if (session.data === undefined)
    return (
      <Frame session={null}>
        {session.isError ? (
          <QueryError thrown={session.error} onRetry={() => void session.refetch()} />
        ) : (
          <Skeleton height={160} />
        )}
      </Frame>
    );
  return (
    <Frame session={session.data}>
      {session.data.signedIn ? <StatusPage session={session.data} /> : <ClaimPage session={session.data} />}
    </Frame>
  );
}
