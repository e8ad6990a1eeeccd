import { Skeleton } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import { useNow, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { LOOK_MS, statusQuery } from './admin-client.ts';
import { BlockList } from './block-list.tsx';
import { BoxFacts } from './box-facts.tsx';
import { ExceptionList } from './exception-list.tsx';
import { FloodList } from './flood-list.tsx';
import { Glance } from './glance.tsx';
import classes from './page.module.css';
import { QueryError } from './query-error.tsx';
import { useSignedOut } from './signed-out.ts';

/** Three looks without an answer: what is shown may no longer be true. */
const STALE_MS = 3 * LOOK_MS;

export function StatusPage({ session }: { session: AdminSession }) {
  const { t } = useTranslation();
  const status = useQuery(statusQuery);
  const now = useNow(1000);
  usePageTitle(t('status.title'), t('box', { id: session.appliance }));
  useSignedOut(status.error);
  if (status.data === undefined)
    return status.isError ? (
      <QueryError thrown={status.error} onRetry={() => void status.refetch()} />
    ) : (
      <div className={classes['stack']} aria-busy="true">
        <p className="om-heard">{t('loading')}</p>
        <Skeleton height={150} />
        <Skeleton height={320} />
      </div>
    );
  const stale = status.isError && now - status.dataUpdatedAt > STALE_MS;
  return (
    <div className={classes['stack']}>
      <Glance status={status.data} checkedAt={status.dataUpdatedAt} stale={stale} now={now} />
      <FloodList />
      <ExceptionList />
      <BlockList total={status.data.blocked24h} />
      <BoxFacts status={status.data} />
    </div>
  );
}
