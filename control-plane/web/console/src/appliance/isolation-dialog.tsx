import { Button, Modal } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isolateDevice, releaseDevice } from '../api/commands.ts';
import classes from '../policy/policy.module.css';
import { endOf, SpanSelect, type TimeSpan } from '../policy/time-span.tsx';
import { CommandFailure, ReasonInput, useCommand } from '../policy/timed-command.tsx';

interface IsolationDialogProps {
  appliance: string;
  act: 'isolate' | 'release';
  mac: string;
  /** As people call it. */
  name: string;
  basedOn: number;
  opened: boolean;
  onClose: () => void;
}

/** Asks once, with the device's name, until when and why; a device that is cut off by mistake stops somebody's work. */
export function IsolationDialog({ opened, onClose, name, act, ...rest }: IsolationDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t(act === 'isolate' ? 'devices.askIsolate' : 'devices.askRelease', { name })}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <Form {...rest} act={act} onClose={onClose} />
    </Modal>
  );
}

function Form({ appliance, act, mac, basedOn, onClose }: Omit<IsolationDialogProps, 'opened' | 'name'>) {
  const { t } = useTranslation();
  const [span, setSpan] = useState<TimeSpan>('day');
  const [written, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const { failure, run, sending } = useCommand(appliance, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const reason = written.trim();
    setMissing(reason === '');
    if (reason === '') return;
    const until = endOf(span, Date.now());
    void run(() =>
      act === 'isolate'
        ? isolateDevice(appliance, { mac, until, reason, basedOn })
        : releaseDevice(appliance, { mac, reason, basedOn }),
    );
  };
  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      <p>{t(act === 'isolate' ? 'devices.isolateEffect' : 'devices.releaseEffect')}</p>
      {act === 'isolate' && <SpanSelect span={span} open onChange={setSpan} />}
      <ReasonInput reason={written} missing={missing && written.trim() === ''} onChange={setReason} />
      <CommandFailure error={failure} />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          {t('actions.cancel')}
        </Button>
        <Button type="submit" loading={sending}>
          {t(`actions.${act}`)}
        </Button>
      </div>
    </form>
  );
}
