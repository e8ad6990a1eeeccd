import { Loader } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import { AgeText, StateWord } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './policy.module.css';

/** What the box made of the last change; moves with the live stream. */
export function ConvergenceLine({ row, sentVersion }: { row: ApplianceRow; sentVersion: number | null }) {
  const { t } = useTranslation();
  const ahead = sentVersion !== null && row.desiredVersion < sentVersion;
  const state = ahead ? 'pending' : row.convergence;
  const versions = { applied: row.appliedVersion, desired: ahead ? sentVersion : row.desiredVersion };
  const silent = row.state === 'silent' || row.state === 'never';
  const waiting = state === 'pending' || state === 'probation';
  return (
    <div className={classes['convergence']} data-state={state} role="status">
      {waiting && !silent && <Loader size={18} aria-hidden="true" />}
      <StateWord
        tone={state === 'converged' ? 'ok' : waiting ? 'caution' : 'danger'}
        word={t(`convergence.${state}`)}
      />
      <span>{t(`policy.told.${state === 'pending' && silent ? 'silent' : state}`, versions)}</span>
      {state === 'pending' && silent && row.lastHeard !== null && (
        <span>
          {t('policy.lastHeard')} <AgeText since={row.lastHeard} />
        </span>
      )}
      {row.refusal !== null && !ahead && (
        <span>
          {row.refusal.message} <span className="om-mono">{row.refusal.code}</span>
        </span>
      )}
    </div>
  );
}
