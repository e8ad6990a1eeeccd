import { Button } from '@mantine/core';
import { APPLIANCE_STATES } from '@omamori/contract/console-api';
import { EmptyState, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fleetQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { FLEET } from '../routing/routes.ts';
import { navigate, useLocation } from '../routing/use-location.ts';
import classes from './fleet.module.css';
import { FleetSkeleton, FleetTable } from './fleet-table.tsx';
import { type ApplianceState, countStates, readState, sortFleet } from './sort-fleet.ts';

export function FleetPage() {
  const { t } = useTranslation();
  const number = useNumber();
  const fleet = useQuery(fleetQuery);
  const wanted = readState(useLocation().search);
  usePageTitle(t('fleet.title'), t('product'));
  const rows = fleet.data?.appliances ?? [];
  const counts = countStates(rows);
  const choose = (state: ApplianceState | 'all') =>
    navigate(state === 'all' ? FLEET : `${FLEET}?state=${state}`, 'replace');
  const shown = sortFleet(wanted === 'all' ? rows : rows.filter((row) => row.state === wanted));
  return (
    <>
      <div className={classes['head']}>
        <h1>{t('fleet.title')}</h1>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box and legend */}
        <div className={classes['chips']} role="group" aria-label={t('fleet.filter')}>
          {(['all', ...APPLIANCE_STATES] as const).map((state) => (
            <button key={state} type="button" aria-pressed={state === wanted} onClick={() => choose(state)}>
              {t(`applianceState.${state}`)}
              <b>
                {fleet.data === undefined ? t('notMeasured') : number(state === 'all' ? rows.length : counts[state])}
              </b>
            </button>
          ))}
        </div>
      </div>
      {fleet.isPending && <FleetSkeleton />}
      {fleet.isError && <QueryError thrown={fleet.error} onRetry={() => void fleet.refetch()} />}
      {fleet.isSuccess && rows.length === 0 && (
        <EmptyState
          title={t('fleet.empty')}
          reason={t('fleet.emptyReason')}
          action={<Retry onRetry={fleet.refetch} />}
        />
      )}
      {fleet.isSuccess && rows.length > 0 && shown.length === 0 && (
        <EmptyState
          title={t('fleet.none')}
          reason={t('fleet.noneReason', { all: number(rows.length) })}
          action={<Button onClick={() => choose('all')}>{t('actions.clearFilter')}</Button>}
        />
      )}
      {shown.length > 0 && <FleetTable rows={shown} />}
    </>
  );
}

function Retry({ onRetry }: { onRetry: () => Promise<unknown> }) {
  const { t } = useTranslation();
  return <Button onClick={() => void onRetry()}>{t('actions.retry')}</Button>;
}
