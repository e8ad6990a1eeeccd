import { Button } from '@mantine/core';
import type { ApplianceRow, PolicyAnswer } from '@omamori/contract/console-api';
import type { PolicyException } from '@omamori/contract/desired-state';
import { TimeText } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { applianceQuery } from '../api/queries.ts';
import { useMay } from '../api/use-person.ts';
import { useCountryName } from '../api/use-words.ts';
import { ExceptionDialog } from './exception-dialog.tsx';
import classes from './policy.module.css';
import type { PolicyDraft } from './policy-draft.ts';

interface ExceptionFieldProps {
  row: ApplianceRow;
  current: PolicyAnswer;
  draft: PolicyDraft;
  onEnd: (ended: readonly string[]) => void;
}

/** What passes for a time. A new one is sent at once, by its own command; ending one goes with the rest of the form. */
export function ExceptionField({ row, current, draft, onEnd }: ExceptionFieldProps) {
  const { t } = useTranslation();
  const mayAdd = useMay('desk');
  const mayEnd = useMay('analyst');
  const [adding, setAdding] = useState(false);
  return (
    <fieldset className={classes['field']}>
      <legend>{t('policy.exceptions')}</legend>
      <p className={classes['hint']}>{t('policy.exceptionsHint')}</p>
      <ul className={classes['exceptions']}>
        {draft.standing.exceptions.map((exception) => (
          <Line
            key={exception.id}
            appliance={row.id}
            exception={exception}
            ended={draft.ended.includes(exception.id)}
            mayEnd={mayEnd}
            onEnd={() => onEnd([...draft.ended, exception.id])}
          />
        ))}
        {draft.standing.exceptions.length === 0 && <li className={classes['hint']}>{t('policy.noException')}</li>}
      </ul>
      {!mayAdd && <p className={classes['hint']}>{t('notAllowed.desk')}</p>}
      <Button variant="default" className={classes['start'] ?? ''} disabled={!mayAdd} onClick={() => setAdding(true)}>
        {t('actions.addException')}
      </Button>
      <ExceptionDialog row={row} current={current} opened={adding} onClose={() => setAdding(false)} />
    </fieldset>
  );
}

interface LineProps {
  appliance: string;
  exception: PolicyException;
  ended: boolean;
  mayEnd: boolean;
  onEnd: () => void;
}

function Line({ appliance, exception, ended, mayEnd, onEnd }: LineProps) {
  const { t } = useTranslation();
  const country = useCountryName();
  const devices = useQuery(applianceQuery(appliance)).data?.devices ?? [];
  const { device, reason, target, until } = exception;
  const value =
    target.kind === 'rule'
      ? String(target.sid)
      : target.kind === 'address'
        ? target.address
        : target.kind === 'domain'
          ? target.domain
          : country(target.country);
  const what = `${t(`policy.kinds.${target.kind}`)} ${value}`;
  return (
    <li>
      <div>
        <div>{what}</div>
        <div className={classes['hint']}>
          {device === null ? t('policy.allDevices') : (devices.find(({ mac }) => mac === device)?.label ?? device)} ·{' '}
          <TimeText iso={until} wrap={(time) => t('policy.until', { time })} /> · {reason}
        </div>
      </div>
      {ended ? (
        <span className={classes['hint']}>{t('policy.exceptionEnds')}</span>
      ) : (
        <Button variant="default" disabled={!mayEnd} aria-label={t('policy.endException', { what })} onClick={onEnd}>
          {t('actions.remove')}
        </Button>
      )}
    </li>
  );
}
