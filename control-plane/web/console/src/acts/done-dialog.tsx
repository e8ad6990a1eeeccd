import { Button, Modal, TextInput } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '../incidents/row-words.tsx';
import classes from './done-dialog.module.css';

export type DoneState = 'closed' | 'false-positive';

interface DoneDialogProps {
  asking: { rows: readonly IncidentRow[]; state: DoneState } | null;
  onClose: () => void;
  onDone: (reason: string) => void;
}

const LONGEST = 200;

/** Offers the reason with the act: Enter alone is enough, so done costs two keys. */
export function DoneDialog({ asking, onClose, onDone }: DoneDialogProps) {
  const { t } = useTranslation();
  const title = useTitle();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  // Whoever reads it later must be able to check why something was called harmless.
  const required = asking?.state === 'false-positive';
  useEffect(() => {
    if (asking === null) return;
    setReason('');
    setMissing(false);
  }, [asking]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (required && reason.trim() === '') setMissing(true);
    else onDone(reason.trim());
  };
  const first = asking?.rows[0];
  return (
    <Modal
      opened={asking !== null}
      onClose={onClose}
      title={t(`done.${asking?.state ?? 'closed'}`)}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <form onSubmit={submit} noValidate className={classes['form']}>
        {first !== undefined && (
          <p>
            {title(first)}
            {asking !== null && asking.rows.length > 1 && ` ${t('done.more', { n: asking.rows.length - 1 })}`}
          </p>
        )}
        <TextInput
          data-autofocus
          label={t(required ? 'done.reasonNeeded' : 'done.reason')}
          description={t(required ? 'done.reasonNeededHint' : 'done.reasonHint')}
          required={required}
          withAsterisk={false}
          error={missing ? t('done.reasonMissing') : null}
          maxLength={LONGEST}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setMissing(false);
          }}
        />
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button type="submit">{t(`actions.${asking?.state ?? 'closed'}`)}</Button>
        </div>
      </form>
    </Modal>
  );
}
