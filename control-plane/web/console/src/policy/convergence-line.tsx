import { Loader } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import { AgeText, StateWord, useNow } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useErrorWords } from '../api/use-error-words.ts';
import { useNumber } from '../api/use-words.ts';
import classes from './policy.module.css';

/** What the box made of the last change; moves with the live stream. */
export function ConvergenceLine({ row, sentVersion }: { row: ApplianceRow; sentVersion: number | null }) {
  const { t } = useTranslation();
  const sentence = useErrorWords();
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
      {waiting && !silent && !ahead && row.sentAt != null && <SentSince at={row.sentAt} />}
      {row.refusal !== null && !ahead && (
        <span>
          {sentence({ ...row.refusal, status: 0, retryAfter: null })}{' '}
          <span className="om-mono">{row.refusal.code}</span>
        </span>
      )}
    </div>
  );
}

/** Seen, not read out: it changes every second. */
function SentSince({ at }: { at: string }) {
  const { t } = useTranslation();
  const number = useNumber();
  const seconds = Math.max(0, Math.round((useNow(1000) - Date.parse(at)) / 1000));
  return (
    <span className={classes['hint']} aria-hidden="true">
      {t('policy.sentSince', { n: number(seconds) })}
    </span>
  );
}
