import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import { formatTime } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { applianceQuery } from '../api/queries.ts';
import type { OffDutyDraft } from './off-duty-draft.ts';
import classes from './policy.module.css';
import { endOf, SpanSelect, type TimeSpan } from './time-span.tsx';

interface PersonRequestsProps {
  row: ApplianceRow;
  draft: OffDutyDraft;
  onChange: (draft: OffDutyDraft) => void;
}

const NOBODY = { mac: '', askedBy: '', reason: '' };

/** Devices left out of the count, and devices counted for themselves: who asked, why, until when. */
export function PersonRequests({ row, draft, onChange }: PersonRequestsProps) {
  const { t } = useTranslation();
  const devices = useQuery(applianceQuery(row.id)).data?.devices ?? [];
  const [asked, setAsked] = useState(NOBODY);
  const [span, setSpan] = useState<TimeSpan>('week');
  const name = (mac: string) => devices.find((device) => device.mac === mac)?.label ?? mac;
  const seen = [...new Set([...devices.map(({ mac }) => mac), ...draft.devices])];
  const until = endOf(span, Date.now());
  const complete = asked.mac !== '' && asked.askedBy.trim() !== '' && asked.reason.trim() !== '' && until !== null;
  const add = () => {
    if (!complete) return;
    const others = draft.persons.filter(({ mac }) => mac !== asked.mac);
    onChange({ ...draft, persons: [...others, { ...asked, until }] });
    setAsked(NOBODY);
  };
  return (
    <>
      <details>
        <summary>{t('offDuty.spared', { n: draft.devices.length })}</summary>
        <Checkbox.Group
          aria-label={t('offDuty.sparedLabel')}
          value={[...draft.devices]}
          onChange={(chosen) => onChange({ ...draft, devices: chosen.slice(0, 64).sort() })}
        >
          {seen.map((mac) => (
            <Checkbox key={mac} value={mac} label={name(mac)} />
          ))}
        </Checkbox.Group>
      </details>
      <details open={draft.persons.length > 0 || undefined}>
        <summary>{t('offDuty.persons', { n: draft.persons.length })}</summary>
        <p className={classes['hint']}>{t('offDuty.personsHint')}</p>
        {draft.persons.map((request) => (
          <p key={request.mac}>
            {t('offDuty.personLine', { ...request, device: name(request.mac), until: formatTime(request.until) })}{' '}
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => onChange({ ...draft, persons: draft.persons.filter(({ mac }) => mac !== request.mac) })}
            >
              {t('offDuty.personEnd')}
            </Button>
          </p>
        ))}
        <div className={classes['pair']}>
          <NativeSelect
            label={t('policy.device')}
            data={[{ value: '', label: '' }, ...devices.map(({ mac }) => ({ value: mac, label: name(mac) }))]}
            value={asked.mac}
            onChange={(event) => setAsked({ ...asked, mac: event.currentTarget.value })}
          />
          <TextInput
            label={t('offDuty.askedBy')}
            maxLength={80}
            value={asked.askedBy}
            onChange={(event) => setAsked({ ...asked, askedBy: event.currentTarget.value })}
          />
          <TextInput
            label={t('offDuty.reason')}
            maxLength={200}
            value={asked.reason}
            onChange={(event) => setAsked({ ...asked, reason: event.currentTarget.value })}
          />
          <SpanSelect span={span} open={false} onChange={setSpan} />
        </div>
        <div className={classes['buttons']}>
          <Button variant="default" disabled={!complete} onClick={add}>
            {t('offDuty.personAdd')}
          </Button>
        </div>
      </details>
    </>
  );
}
