import { CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { Choice } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fleetQuery } from '../api/queries.ts';
import { isConversion } from '../keys/key-guard.ts';
import { type IncidentFilter, QUEUE_STATES } from './filter-address.ts';
import classes from './incidents.module.css';

const TYPING_MS = 250;

interface FilterBarProps {
  filter: IncidentFilter;
  onChange: (filter: IncidentFilter) => void;
  searchRef: RefObject<HTMLInputElement | null>;
}

export function FilterBar({ filter, onChange, searchRef }: FilterBarProps) {
  const { t } = useTranslation();
  const fleet = useQuery(fleetQuery);
  const boxes = fleet.data?.appliances ?? [];
  const known = boxes.some((box) => box.id === filter.appliance);
  const options = [
    { value: '', label: t('incidents.allBoxes') },
    ...(filter.appliance !== '' && !known ? [{ value: filter.appliance, label: filter.appliance }] : []),
    ...boxes.map((box) => ({ value: box.id, label: `${box.company} ${box.site}` })),
  ];
  return (
    <search className={classes['filter']}>
      <Choice
        label={t('incidents.stateFilter')}
        value={filter.state}
        options={QUEUE_STATES.map((state) => ({ value: state, word: t(`queueState.${state}`) }))}
        onChoose={(state) => onChange({ ...filter, state })}
      />
      <NativeSelect
        aria-label={t('incidents.boxFilter')}
        data={options}
        value={filter.appliance}
        onChange={(event) => onChange({ ...filter, appliance: event.currentTarget.value })}
      />
      <SearchField text={filter.text} fieldRef={searchRef} onText={(text) => onChange({ ...filter, text })} />
    </search>
  );
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
