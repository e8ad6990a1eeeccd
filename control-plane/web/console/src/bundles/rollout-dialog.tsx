import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actOnRollout, bundlesKey, startRollout } from '../api/bundles.ts';
import { Refusal } from '../sign-in/secret-fields.tsx';
import { useSubmit } from '../sign-in/use-submit.ts';
import classes from './bundles.module.css';

export type RolloutAct = 'start' | 'pause' | 'go-on' | 'withdraw';

/** Minutes; the last two are days. */
const SOAKS = [0, 60, 240, 1440, 4320] as const;

/** Says what will happen and asks for the reason, which stays in the log. */
export function RolloutDialog({ version, act, onClose }: { version: string; act: RolloutAct; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [soak, setSoak] = useState('240');
  const send = () =>
    act === 'start'
      ? startRollout(version, { soakMinutes: Number(soak), reason })
      : actOnRollout(version, { act, reason });
  const { busy, refused, onSubmit } = useSubmit(send, async () => {
    await queries.invalidateQueries({ queryKey: bundlesKey });
    onClose();
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`bundles.ask.${act}`, { version })}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <form onSubmit={onSubmit} className={classes['form']}>
        <p>{t(`bundles.effect.${act}`)}</p>
        {act === 'start' && (
          <NativeSelect
            label={t('bundles.soak')}
            value={soak}
            data={SOAKS.map((minutes) => ({ value: String(minutes), label: t(`bundles.soaks.${minutes}`) }))}
            onChange={(event) => setSoak(event.currentTarget.value)}
          />
        )}
        <Textarea
          label={t('bundles.reason')}
          required
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Refusal error={refused} />
        <div className={classes['buttons']}>
          <Button variant="default" onClick={onClose}>
            {t('actions.cancel')}
          </Button>
          <Button type="submit" loading={busy} disabled={reason.trim() === ''}>
            {t(`bundles.act.${act}`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
