import { Skeleton } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { sessionQuery } from './admin-client.ts';
import { ClaimPage } from './claim-page.tsx';
import { Frame, MAIN } from './frame.tsx';
import { QueryError } from './query-error.tsx';
import { useConfirmToken, usePlace } from './route.ts';
import { StatusPage } from './status-page.tsx';

// Not part of the first view: they come when they are opened.
const InstallPage = lazy(async () => ({ default: (await import('./install-page.tsx')).InstallPage }));
const DevicePage = lazy(async () => ({ default: (await import('./device-page.tsx')).DevicePage }));
const NetworkPage = lazy(async () => ({ default: (await import('./network-page.tsx')).NetworkPage }));
const ConfirmPage = lazy(async () => ({ default: (await import('./confirm-page.tsx')).ConfirmPage }));
const MorePage = lazy(async () => ({ default: (await import('./more-page.tsx')).MorePage }));

/** Claimed and signed in: the rooms; else a code is asked for. */
export function Rooms() {
  const session = useQuery(sessionQuery);
  const token = useConfirmToken();
  if (token !== null)
    return (
      <Frame session={session.data ?? null}>
        <Suspense fallback={<Skeleton height={160} />}>
          <ConfirmPage token={token} />
        </Suspense>
      </Frame>
    );
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
      {session.data.signedIn ? <Room session={session.data} /> : <ClaimPage session={session.data} />}
    </Frame>
  );
}

function Room({ session }: { session: AdminSession }) {
  const { room, step } = usePlace();
  const shown = useRef(`${room}/${step}`);
  useEffect(() => {
    const next = `${room}/${step}`;
    if (shown.current === next) return;
    shown.current = next;
    window.scrollTo(0, 0);
    document.getElementById(MAIN)?.focus({ preventScroll: true });
  }, [room, step]);
  return (
    <Suspense fallback={<Skeleton height={320} />}>
      {room === 'status' && <StatusPage session={session} />}
      {room === 'install' && <InstallPage session={session} step={step} />}
      {room === 'devices' && <DevicePage session={session} />}
      {room === 'network' && <NetworkPage session={session} />}
      {room === 'more' && <MorePage session={session} />}
    </Suspense>
  );
}
