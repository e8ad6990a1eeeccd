import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { GROUPINGS, type Grouping } from '@omamori/contract/console-api/triage';
import { SEVERITIES } from '@omamori/contract/detection';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fleetQuery } from '../api/queries.ts';
import { isConversion } from '../keys/key-guard.ts';
import { countConditions, type IncidentFilter, NO_FILTER, OUTCOMES, QUEUE_STATES, SORTS } from './filter-address.ts';
import classes from './incidents.module.css';

const TYPING_MS = 250;

interface FilterBarProps {
  filter: IncidentFilter;
  by: Grouping | null;
  /** Name of the account. */
  me: string;
  onChange: (filter: IncidentFilter, by?: Grouping | null) => void;
  searchRef: RefObject<HTMLInputElement | null>;
}

export function FilterBar({ filter, by, me, onChange, searchRef }: FilterBarProps) {
  const { t } = useTranslation();
  const set = (part: Partial<IncidentFilter>) => onChange({ ...filter, ...part });
  const conditions = countConditions(filter);
  return (
    <search className={classes['filter']}>
      <Pick
        label={t('incidents.stateFilter')}
        value={filter.state}
        options={QUEUE_STATES.map((value) => ({ value, label: t(`queueState.${value}`) }))}
        onPick={(state) => set({ state })}
      />
      <BoxPick appliance={filter.appliance} onPick={(appliance) => set({ appliance })} />
      <Pick
        label={t('incidents.severityFilter')}
        value={filter.severity}
        options={[
          { value: '', label: t('incidents.allSeverities') },
          ...SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) })),
        ]}
        onPick={(severity) => set({ severity })}
      />
      <Pick
        label={t('incidents.outcomeFilter')}
        value={filter.outcome}
        options={[
          { value: '', label: t('incidents.allOutcomes') },
          ...OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) })),
        ]}
        onPick={(outcome) => set({ outcome })}
      />
      <Pick
        label={t('incidents.sort')}
        value={filter.sort}
        options={SORTS.map((value) => ({ value, label: t(`queueSort.${value}`) }))}
        onPick={(sort) => set({ sort })}
      />
      <Pick
        label={t('incidents.group')}
        value={by ?? ''}
        options={[
          { value: '', label: t('groupBy.none') },
          ...GROUPINGS.map((value) => ({ value, label: t(`groupBy.${value}`) })),
        ]}
        onPick={(value) => onChange(filter, value === '' ? null : value)}
      />
      <SearchField text={filter.text} fieldRef={searchRef} onText={(text) => set({ text })} />
      <Button
        variant={filter.mine === '' ? 'default' : 'filled'}
        aria-pressed={filter.mine !== ''}
        onClick={() => set({ mine: filter.mine === '' ? me : '' })}
      >
        {t('incidents.mine')}
      </Button>
      {(filter.story !== '' || filter.company !== '' || filter.device !== '') && (
        <Button
          variant="default"
          onClick={() => onChange({ ...NO_FILTER, state: filter.state, sort: filter.sort }, null)}
        >
          {t('actions.clearFilter')} {t('incidents.conditions', { n: conditions })}
        </Button>
      )}
    </search>
  );
}

interface PickProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onPick: (value: T) => void;
}

function Pick<T extends string>({ label, value, options, onPick }: PickProps<T>) {
  return (
    <NativeSelect
      aria-label={label}
      className={classes['pick'] ?? ''}
      data={[...options]}
      value={value}
      onChange={(event) => {
        const picked = options.find((option) => option.value === event.currentTarget.value);
        if (picked !== undefined) onPick(picked.value);
      }}
    />
  );
}

function BoxPick({ appliance, onPick }: { appliance: string; onPick: (appliance: string) => void }) {
  const { t } = useTranslation();
  const boxes = useQuery(fleetQuery).data?.appliances ?? [];
  const isKnown = boxes.some((box) => box.id === appliance);
  const options = [
    { value: '', label: t('incidents.allBoxes') },
    ...(appliance !== '' && !isKnown ? [{ value: appliance, label: appliance }] : []),
    ...boxes.map((box) => ({ value: box.id, label: `${box.company} ${box.site}` })),
  ];
  return <Pick label={t('incidents.boxFilter')} value={appliance} options={options} onPick={onPick} />;
}

interface SearchFieldProps {
  text: string;
  fieldRef: RefObject<HTMLInputElement | null>;
  onText: (text: string) => void;
}

/** Searches shortly after typing; a Japanese conversion that is not finished is no search. */
function SearchField({ text, fieldRef, onText }: SearchFieldProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(text);
  const [composing, setComposing] = useState(false);
  useEffect(() => setDraft(text), [text]);
  useEffect(() => {
    if (composing || draft.trim() === text) return;
    const timer = setTimeout(() => onText(draft.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [draft, text, composing, onText]);
  return (
    <TextInput
      ref={fieldRef}
      aria-label={t('incidents.search')}
      placeholder={t('incidents.search')}
      className={classes['search'] ?? ''}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isConversion(event.nativeEvent)) event.currentTarget.blur();
      }}
      rightSection={
        draft === '' ? null : <CloseButton aria-label={t('actions.clearSearch')} onClick={() => onText('')} />
      }
    />
  );
}
