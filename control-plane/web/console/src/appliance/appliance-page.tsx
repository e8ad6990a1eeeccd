import { Skeleton } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import { EmptyState, errorOf, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { applianceQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { ApplianceStateCell, ProtectionCell, RulesCell } from '../fleet/appliance-cells.tsx';
import { NO_FILTER, toAddress } from '../incidents/filter-address.ts';
import { OffDutyCard } from '../off-duty/off-duty-card.tsx';
import { PolicyCard } from '../policy/policy-card.tsx';
import { Link } from '../routing/link.tsx';
import { FLEET } from '../routing/routes.ts';
import classes from './appliance.module.css';
import { BoxPageCard } from './box-page-card.tsx';
import { BundleCard } from './bundle-card.tsx';
import { DeviceTable } from './device-table.tsx';
import { FilesNotice } from './files-notice.tsx';
import { FloodNotice } from './flood-notice.tsx';
import { StorageNotice } from './storage-notice.tsx';
import { SystemCell } from './system-cell.tsx';

export function AppliancePage({ id }: { id: string }) {
  const { t } = useTranslation();
  const appliance = useQuery(applianceQuery(id));
  const row = appliance.data?.row;
  usePageTitle(row === undefined ? t('appliance.title') : row.site, row?.company ?? t('product'));
  return (
    <div className={classes['page']}>
      <Link to={FLEET} className={classes['back']}>
        {t('appliance.back')}
      </Link>
      {appliance.isPending && <Waiting />}
      {appliance.data !== undefined && (
        <>
          <Summary row={appliance.data.row} />
          <StorageNotice row={appliance.data.row} />
          <FilesNotice row={appliance.data.row} />
          <FloodNotice row={appliance.data.row} />
          <BundleCard id={appliance.data.row.id} />
          <BoxPageCard id={appliance.data.row.id} />
          <DeviceTable appliance={appliance.data.row.id} devices={appliance.data.devices} />
          <OffDutyCard id={appliance.data.row.id} />
          <PolicyCard row={appliance.data.row} />
        </>
      )}
      {appliance.isError &&
        appliance.data === undefined &&
        (errorOf(appliance.error).status === 404 ? (
          <EmptyState
            title={t('appliance.gone')}
            reason={t('appliance.goneReason', { id })}
            action={<Link to={FLEET}>{t('layers.toFleet')}</Link>}
          />
        ) : (
          <QueryError thrown={appliance.error} onRetry={() => void appliance.refetch()} />
        ))}
    </div>
  );
}

function Pair({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Summary({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <header className={classes['head']}>
      <h1>
        {row.company} {row.site}
      </h1>
      <p className={classes['quiet']}>
        <span className="om-mono">{row.id}</span>
        {row.agentVersion !== null && ` · ${t('appliance.agent', { version: row.agentVersion })}`}
      </p>
      <dl className={classes['summary']}>
        <Pair word={t('fleet.column.state')}>
          <ApplianceStateCell row={row} />
        </Pair>
        <Pair word={t('fleet.column.protection')}>
          <ProtectionCell row={row} />
        </Pair>
        <Pair word={t('fleet.column.rules')}>
          <RulesCell row={row} />
        </Pair>
        <Pair word={t('fleet.column.open')}>
          <Link to={toAddress({ ...NO_FILTER, appliance: row.id }, null)}>
            {t('appliance.open', { n: number(row.openIncidents) })}
          </Link>
        </Pair>
        <Pair word={t('fleet.column.blocked')}>{t('appliance.blocked', { n: number(row.blocked24h) })}</Pair>
        <Pair word={t('appliance.waiting')}>{t('appliance.records', { n: number(row.spoolWaiting) })}</Pair>
        {row.system !== undefined && (
          <Pair word={t('applianceSystem.title')}>
            <SystemCell system={row.system} />
          </Pair>
        )}
      </dl>
    </header>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div className={classes['page']} aria-busy="true">
      <p className="om-heard">{t('loading')}</p>
      <Skeleton height={190} />
      <Skeleton height={300} />
    </div>
  );
}
