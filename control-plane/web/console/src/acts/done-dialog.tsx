import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/use-person.ts';
import { isConversion } from '../keys/key-guard.ts';
import classes from './done-dialog.module.css';
import { RowsLine } from './rows-line.tsx';

export type AskedState = 'closed' | 'false-positive' | 'unclear';

interface DoneDialogProps {
  asking: { rows: readonly IncidentRow[]; state: AskedState } | null;
  onClose: () => void;
  /** `except`: the person wants to let such traffic pass next. */
  onDone: (reason: string, except: boolean) => void;
}

const LONGEST = 200;

/** Offers the reason with the act: Enter alone is enough, so done costs two keys. */
export function DoneDialog({ asking, onClose, onDone }: DoneDialogProps) {
  const { t } = useTranslation();
  const mayExcept = useMay('desk');
  const [reason, setReason] = useState('');
  const [except, setExcept] = useState(false);
  const [missing, setMissing] = useState(false);
  // Whoever reads it later must be able to check why something was called harmless, or what could not be told.
  const required = asking !== null && asking.state !== 'closed';
  useEffect(() => {
    if (asking === null) return;
    setReason('');
    setExcept(false);
    setMissing(false);
  }, [asking]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (required && reason.trim() === '') setMissing(true);
    else onDone(reason.trim(), except);
  };
  return (
    <Modal
      opened={asking !== null}
      onClose={onClose}
      title={t(`done.${asking?.state ?? 'closed'}`)}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <form onSubmit={submit} noValidate className={classes['form']}>
        <RowsLine rows={asking?.rows ?? []} />
        <TextInput
          data-autofocus
          label={t(required ? 'done.reasonNeeded' : 'done.reason')}
          description={t(required ? 'done.reasonNeededHint' : 'done.reasonHint')}
          required={required}
          withAsterisk={false}
          error={missing ? t('done.reasonMissing') : null}
          maxLength={LONGEST}
          value={reason}
          // The Enter that ends a Japanese conversion is no answer.
          onKeyDown={(event) => event.key === 'Enter' && isConversion(event.nativeEvent) && event.preventDefault()}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setMissing(false);
          }}
        />
        {asking?.state === 'false-positive' && asking.rows.length === 1 && mayExcept && (
          <Checkbox
            label={t('done.except')}
            description={t('done.exceptHint')}
            checked={except}
            onChange={(event) => setExcept(event.currentTarget.checked)}
          />
        )}
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
