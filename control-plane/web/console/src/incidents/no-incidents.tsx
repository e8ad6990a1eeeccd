import { Button } from '@mantine/core';
import { EmptyState, formatTime } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { fleetQuery } from '../api/queries.ts';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { FLEET } from '../routing/routes.ts';
import { countConditions, type IncidentFilter, NO_FILTER } from './filter-address.ts';

interface NoIncidentsProps {
  filter: IncidentFilter;
  without: number;
  onChange: (filter: IncidentFilter) => void;
}

/** Why the list is empty, with the one next step: no such row, boxes that are silent, or simply nothing to do. */
export function NoIncidents({ filter, without, onChange }: NoIncidentsProps) {
  const { t } = useTranslation();
  const number = useNumber();
  const fleet = useQuery(fleetQuery);
  const boxes = fleet.data?.appliances ?? [];
  const online = boxes.filter(({ state }) => state === 'online').length;
  const silent = boxes.filter(({ state }) => state === 'silent').length;
  const at = formatTime(fleet.data?.now ?? new Date().toISOString(), 'clock');
  if (countConditions(filter) > 0)
    return (
      <EmptyState
        title={t('incidents.none')}
        reason={t('incidents.noneReason', { all: number(without) })}
        action={
          <Button onClick={() => onChange({ ...NO_FILTER, state: filter.state })}>{t('actions.clearFilter')}</Button>
        }
      />
    );
  if (silent > 0)
    return (
      <EmptyState
        title={t('incidents.silent')}
        reason={t('incidents.silentReason', { n: number(silent), all: number(boxes.length), at })}
        action={<Link to={`${FLEET}?state=silent`}>{t('incidents.silentNext')}</Link>}
      />
    );
  return (
    <EmptyState
      title={t(`incidents.calm.${filter.state}`)}
      reason={t('incidents.calmReason', { at, online: number(online), all: number(boxes.length) })}
      action={
        filter.state === 'open' && without > 0 ? (
          <Button variant="default" onClick={() => onChange({ ...NO_FILTER, state: 'done' })}>
            {t('incidents.calmNext', { n: number(without) })}
          </Button>
        ) : null
      }
    />
  );
}
