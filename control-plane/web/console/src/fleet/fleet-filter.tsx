import { CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { Choice } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './fleet.module.css';
import { FLEET_VIEWS, type FleetFilter } from './fleet-address.ts';
import { FLEET_STATES, type FleetState } from './fleet-state.ts';
import { TILES } from './prefecture-tiles.ts';
import { FLEET_SORTS, type FleetSort } from './sort-fleet.ts';

interface FilterProps {
  filter: FleetFilter;
  onChange: (filter: FleetFilter) => void;
  /** undefined: not known yet. */
  counts: Record<FleetState | 'all', number> | undefined;
}

/** State, words, place, order, and list or map; all of it stands in the address. */
export function FleetFilterBar({ filter, onChange, counts }: FilterProps) {
  const { t } = useTranslation();
  const number = useNumber();
  const places = TILES.map((tile) => ({ value: `${tile.code}`, label: t(`prefecture.${tile.code}`) }));
  return (
    <search className={classes['filter']}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box and legend */}
      <div className={classes['chips']} role="group" aria-label={t('fleet.filter')}>
        {(['all', ...FLEET_STATES] as const).map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={state === filter.state}
            onClick={() => onChange({ ...filter, state })}
          >
            {t(`fleetState.${state}`)}
            <b>{counts === undefined ? t('notMeasured') : number(counts[state])}</b>
          </button>
        ))}
      </div>
      <div className={classes['fields']}>
        <Choice
          label={t('fleet.view')}
          value={filter.view}
          options={FLEET_VIEWS.map((view) => ({ value: view, word: t(`fleetView.${view}`) }))}
          onChoose={(view) => onChange({ ...filter, view })}
        />
        <TextInput
          aria-label={t('fleet.search')}
          placeholder={t('fleet.search')}
          className={classes['search'] ?? ''}
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.currentTarget.value })}
          rightSection={
            filter.text === '' ? null : (
              <CloseButton aria-label={t('actions.clearSearch')} onClick={() => onChange({ ...filter, text: '' })} />
            )
          }
        />
        <NativeSelect
          aria-label={t('fleet.place')}
          value={filter.prefecture === null ? '' : `${filter.prefecture}`}
          data={[{ value: '', label: t('fleet.everywhere') }, ...places]}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...filter, prefecture: value === '' ? null : Number(value) })
          }
        />
        <NativeSelect
          aria-label={t('fleet.sort')}
          value={filter.sort}
          data={FLEET_SORTS.map((sort) => ({ value: sort, label: t(`fleetSort.${sort}`) }))}
          onChange={(event) => onChange({ ...filter, sort: event.currentTarget.value as FleetSort })}
        />
      </div>
    </search>
  );
}
