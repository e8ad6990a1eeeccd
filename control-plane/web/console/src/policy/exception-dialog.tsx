import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import type { ApplianceRow, PolicyAnswer } from '@omamori/contract/console-api';
import type { PolicyException } from '@omamori/contract/desired-state';
import { useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addException } from '../api/commands.ts';
import { applianceQuery } from '../api/queries.ts';
import { useCountryName } from '../api/use-words.ts';
import { COUNTRY_CODES } from './country-codes.ts';
import classes from './policy.module.css';
import { serviceOf } from './policy-draft.ts';
import { endOf, SpanSelect, type TimeSpan } from './time-span.tsx';
import { CommandFailure, ReasonInput, useCommand } from './timed-command.tsx';

type Target = PolicyException['target'];
const KINDS = ['domain', 'address', 'rule', 'country'] as const;

interface ExceptionDialogProps {
  row: ApplianceRow;
  current: PolicyAnswer;
  /** What the fields hold at first, where it is asked for from an incident. */
  start?: { target: Target | null; device: string | null; reason: string };
  opened: boolean;
  onClose: () => void;
}

export function ExceptionDialog({ opened, onClose, ...rest }: ExceptionDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('actions.addException')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      transitionProps={{ duration: 0 }}
    >
      <Form {...rest} onClose={onClose} />
    </Modal>
  );
}

function Form({ row, current, start, onClose }: Omit<ExceptionDialogProps, 'opened'>) {
  const { t } = useTranslation();
  const devices = useQuery(applianceQuery(row.id)).data?.devices ?? [];
  const [kind, setKind] = useState<Target['kind']>(start?.target?.kind ?? 'domain');
  const [value, setValue] = useState(start?.target == null ? '' : textOf(start.target));
  const [device, setDevice] = useState(start?.device ?? '');
  const [service, setService] = useState('');
  const byService = kind === 'address' || kind === 'country';
  const only = byService && service.trim() !== '' ? serviceOf(service.trim()) : undefined;
  const [span, setSpan] = useState<TimeSpan>('day');
  const [reason, setReason] = useState(start?.reason ?? '');
  const [missing, setMissing] = useState(false);
  const { failure, run, sending } = useCommand(row.id, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = readTarget(kind, value.trim());
    const until = endOf(span, Date.now());
    setMissing(target === null || only === null || reason.trim() === '');
    if (target === null || only === null || until === null || reason.trim() === '') return;
    const basedOn = current.version;
    const narrowed = only === undefined ? {} : { service: only };
    void run(() =>
      addException(row.id, {
        target,
        until,
        device: device === '' ? null : device,
        reason: reason.trim(),
        basedOn,
        ...narrowed,
      }),
    );
  };
  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      <NativeSelect
        data-autofocus
        label={t('policy.kind')}
        data={KINDS.map((one) => ({ value: one, label: t(`policy.kinds.${one}`) }))}
        value={kind}
        onChange={(event) => {
          setKind(KINDS.find((one) => one === event.currentTarget.value) ?? kind);
          setValue('');
        }}
      />
      <TargetInput kind={kind} value={value} missing={missing} onChange={setValue} />
      <NativeSelect
        label={t('policy.device')}
        data={[
          { value: '', label: t('policy.allDevices') },
          ...devices.map(({ label, mac }) => ({ value: mac, label: label ?? mac })),
        ]}
        value={device}
        onChange={(event) => setDevice(event.currentTarget.value)}
      />
      {byService && (
        <TextInput
          label={t('policy.service')}
          value={service}
          error={missing && only === null ? t('policy.problem.service') : null}
          maxLength={9}
          onChange={(event) => setService(event.currentTarget.value)}
        />
      )}
      <SpanSelect span={span} open={false} onChange={setSpan} />
      <ReasonInput reason={reason} missing={missing && reason.trim() === ''} onChange={setReason} />
      <CommandFailure error={failure} />
      <div className={classes['buttons']}>
        <Button variant="default" onClick={onClose}>
          {t('actions.cancel')}
        </Button>
        <Button type="submit" loading={sending}>
          {t('actions.send')}
        </Button>
      </div>
    </form>
  );
}

interface TargetInputProps {
  kind: Target['kind'];
  value: string;
  missing: boolean;
  onChange: (value: string) => void;
}

function TargetInput({ kind, value, missing, onChange }: TargetInputProps) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const country = useCountryName();
  const label = t(`policy.kinds.${kind}`);
  const error = missing && readTarget(kind, value.trim()) === null ? t('policy.targetMissing') : null;
  if (kind === 'country') {
    const named = COUNTRY_CODES.map((code) => ({ value: code, label: country(code) }));
    const sorted = named.sort((a, b) => a.label.localeCompare(b.label, language));
    return (
      <NativeSelect
        label={label}
        data={[{ value: '', label: '' }, ...sorted]}
        value={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      value={value}
      error={error}
      maxLength={253}
      inputMode={kind === 'rule' ? 'numeric' : 'text'}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function textOf(target: Target): string {
  switch (target.kind) {
    case 'rule':
      return String(target.sid);
    case 'address':
      return target.address;
    case 'domain':
      return target.domain;
    case 'country':
      return target.country;
  }
}

/** null when nothing usable is written yet; the center looks at the rest. */
function readTarget(kind: Target['kind'], value: string): Target | null {
  if (value === '') return null;
  switch (kind) {
    case 'rule':
      return /^[1-9]\d{0,9}$/.test(value) ? { kind, sid: Number(value) } : null;
    case 'address':
      return value.length >= 2 && value.length <= 50 ? { kind, address: value } : null;
    case 'domain':
      return value.length >= 3 ? { kind, domain: value } : null;
    case 'country':
      return { kind, country: value };
  }
}
