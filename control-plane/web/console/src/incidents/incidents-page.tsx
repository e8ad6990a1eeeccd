import { formatTime, usePageTitle } from '@omamori/ui';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePerson } from '../api/use-person.ts';
import { StaleBar } from '../live/stale-bar.tsx';
import { navigate, useLocation } from '../routing/use-location.ts';
import { type IncidentFilter, readFilter, readGrouping, toAddress } from './filter-address.ts';
import { FilterBar } from './filter-bar.tsx';
import { GroupList } from './group-list.tsx';
import classes from './incidents.module.css';
import { Queue } from './queue.tsx';
import { SavedViews } from './saved-views.tsx';

/** Everything seen here stands in the address: filter, order, grouping and the incident under the cursor. */
export function IncidentsPage() {
  const { t } = useTranslation();
  const { search } = useLocation();
  const me = usePerson()?.name ?? '';
  const filter = useStableFilter(search, me);
  const by = readGrouping(search);
  const searchField = useRef<HTMLInputElement>(null);
  const [checkedAt, setCheckedAt] = useState(0);
  usePageTitle(t('incidents.title'), t('product'));
  const change = (next: IncidentFilter, grouping = by) => navigate(toAddress(next, null, grouping), 'replace');
  const own = toAddress(filter, null, by).replace(/^[^?]*/, '');
  return (
    <>
      <div className={classes['head']}>
        <h1>{t('incidents.title')}</h1>
        <FilterBar filter={filter} by={by} me={me} onChange={change} searchRef={searchField} />
        <SavedViews search={own} />
      </div>
      <StaleBar />
      {by === null ? (
        <Queue
          filter={filter}
          onChange={change}
          onChecked={setCheckedAt}
          onSearch={() => searchField.current?.focus()}
        />
      ) : (
        <GroupList filter={filter} by={by} />
      )}
      {checkedAt > 0 && by === null && (
        <p className={classes['quiet']}>
          {t('incidents.checked', { at: formatTime(new Date(checkedAt).toISOString(), 'clock') })}
        </p>
      )}
    </>
  );
}

/** The same object as long as the address says the same. */
function useStableFilter(search: string, me: string): IncidentFilter {
  const text = JSON.stringify(readFilter(search, me));
  return useMemo(() => JSON.parse(text) as IncidentFilter, [text]);
}
