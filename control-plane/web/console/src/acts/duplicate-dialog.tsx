import { Button, Modal, Radio, TextInput } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { incidentQuery } from '../api/queries.ts';
import { useTitle } from '../incidents/row-words.tsx';
import classes from './done-dialog.module.css';
import { RowsLine } from './rows-line.tsx';

interface DuplicateDialogProps {
  rows: readonly IncidentRow[] | null;
  onClose: () => void;
  onDone: (of: number) => void;
}

/** Closes rows as the same as another incident: one of the similar ones, or any by its number. */
export function DuplicateDialog({ rows, onClose, onDone }: DuplicateDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={rows !== null}
      onClose={onClose}
      title={t('duplicate.title')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      {rows?.[0] !== undefined && <Form rows={rows} first={rows[0]} onClose={onClose} onDone={onDone} />}
    </Modal>
  );
}

interface FormProps extends DuplicateDialogProps {
  rows: readonly IncidentRow[];
  first: IncidentRow;
}

function Form({ rows, first, onClose, onDone }: FormProps) {
  const { t } = useTranslation();
  const title = useTitle();
  const [number, setNumber] = useState('');
  const [missing, setMissing] = useState(false);
  const own = new Set(rows.map(({ id }) => id));
  const similar = useQuery(incidentQuery(first.id)).data?.similar ?? [];
  const choices = similar.map(({ row }) => row).filter((row) => !own.has(row.id) && row.duplicateOf === null);
  const best = choices[0]?.id;
  useEffect(() => {
    if (best !== undefined) setNumber((old) => (old === '' ? `${best}` : old));
  }, [best]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const of = /^\d{1,15}$/.test(number) ? Number(number) : 0;
    if (of === 0 || own.has(of)) setMissing(true);
    else onDone(of);
  };
  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      <RowsLine rows={rows} />
      {choices.length > 0 && (
        <Radio.Group label={t('duplicate.similar')} value={number} onChange={setNumber}>
          <div className={classes['choices']}>
            {choices.map((row) => (
              <Radio key={row.id} value={`${row.id}`} label={`${row.id} ${title(row)} ${row.company}`} />
            ))}
          </div>
        </Radio.Group>
      )}
      <TextInput
        data-autofocus
        label={t('duplicate.number')}
        inputMode="numeric"
        value={number}
        error={missing ? t('duplicate.missing') : null}
        onChange={(event) => {
          setNumber(event.currentTarget.value.trim());
          setMissing(false);
        }}
      />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          {t('actions.cancel')}
        </Button>
        <Button type="submit">{t('actions.duplicate')}</Button>
      </div>
    </form>
  );
}
