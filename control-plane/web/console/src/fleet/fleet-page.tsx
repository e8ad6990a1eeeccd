import { Button } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import { EmptyState, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fleetQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { navigate, useLocation } from '../routing/use-location.ts';
import classes from './fleet.module.css';
import { type FleetFilter, fitsFleet, NO_FLEET_FILTER, readFleetFilter, toFleetAddress } from './fleet-address.ts';
import { FleetFilterBar } from './fleet-filter.tsx';
import { FleetList, FleetSkeleton } from './fleet-list.tsx';
import { FleetMap } from './fleet-map.tsx';
import { countStates } from './fleet-state.ts';
import { sortFleet } from './sort-fleet.ts';

const NONE: readonly ApplianceRow[] = [];

export function FleetPage() {
  const { t } = useTranslation();
  const number = useNumber();
  const fleet = useQuery(fleetQuery);
  const { search } = useLocation();
  const filter = useMemo(() => readFleetFilter(search), [search]);
  usePageTitle(t('fleet.title'), t('product'));
  const rows = fleet.data?.appliances ?? NONE;
  const change = (next: FleetFilter) => navigate(toFleetAddress(next), 'replace');
  const shown = useMemo(
    () =>
      sortFleet(
        rows.filter((row) => fitsFleet(row, filter)),
        filter.sort,
      ),
    [rows, filter],
  );
  // Each control counts what the other conditions leave.
  const onMap = useMemo(() => rows.filter((row) => fitsFleet(row, { ...filter, prefecture: null })), [rows, filter]);
  const inStates = useMemo(() => rows.filter((row) => fitsFleet(row, { ...filter, state: 'all' })), [rows, filter]);
  const counts = fleet.isSuccess ? { ...countStates(inStates), all: inStates.length } : undefined;
  return (
    <>
      <div className={classes['head']}>
        <h1>{t('fleet.title')}</h1>
        {rows.length > 0 && <Summary rows={rows} shown={shown.length} />}
      </div>
      <FleetFilterBar filter={filter} onChange={change} counts={counts} />
      {fleet.isPending && <FleetSkeleton />}
      {fleet.isError && <QueryError thrown={fleet.error} onRetry={() => void fleet.refetch()} />}
      {fleet.isSuccess && rows.length === 0 && (
        <EmptyState
          title={t('fleet.empty')}
          reason={t('fleet.emptyReason')}
          action={<Retry onRetry={fleet.refetch} />}
        />
      )}
      {rows.length > 0 && filter.view === 'map' && (
        <FleetMap
          rows={onMap}
          chosen={filter.prefecture}
          onChoose={(prefecture) => change({ ...filter, prefecture })}
        />
      )}
      {fleet.isSuccess && rows.length > 0 && shown.length === 0 && (
        <EmptyState
          title={t('fleet.none')}
          reason={t('fleet.noneReason', { all: number(rows.length) })}
          action={
            <Button onClick={() => change({ ...NO_FLEET_FILTER, view: filter.view })}>
              {t('actions.clearFilter')}
            </Button>
          }
        />
      )}
      {shown.length > 0 && <FleetList rows={shown} />}
    </>
  );
}

/** How the whole fleet is, in one line, whatever is filtered. */
function Summary({ rows, shown }: { rows: readonly ApplianceRow[]; shown: number }) {
  const { t } = useTranslation();
  const number = useNumber();
  const counts = countStates(rows);
  const sum = (of: (row: ApplianceRow) => number) => rows.reduce((all, row) => all + of(row), 0);
  return (
    <p className={classes['summary']} role="status">
      {t('fleet.summary', {
        companies: number(new Set(rows.map((row) => row.company)).size),
        all: number(rows.length),
        heard: number(rows.length - counts.silent - counts.late - counts.never),
        open: number(sum((row) => row.openIncidents)),
        blocked: number(sum((row) => row.blocked24h)),
        shown: number(shown),
      })}
    </p>
  );
}

function Retry({ onRetry }: { onRetry: () => Promise<unknown> }) {
  const { t } = useTranslation();
  return <Button onClick={() => void onRetry()}>{t('actions.retry')}</Button>;
}
