import type { ApplianceRow } from '@omamori/contract/console-api';
import { AgeText, formatTime, formatVolume, StateWord, type Tone, useLanguage, useNow } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './fleet.module.css';
import { STATE_TONES, stateOf } from './fleet-state.ts';
import { oldRulesDays } from './sort-fleet.ts';

const PROTECTION_TONES: Readonly<Record<ApplianceRow['protection'], Tone>> = {
  inspecting: 'ok',
  'passing-uninspected': 'danger',
  starting: 'caution',
  unknown: 'quiet',
};

/** State, and of liveness how long it has lasted; the age goes on by itself. */
export function ApplianceStateCell({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const state = stateOf(row);
  return (
    <div className={classes['cell']}>
      <StateWord tone={STATE_TONES[state]} word={t(`fleetState.${state}`)} />
      {row.stateSince !== null && state === row.state && state !== 'never' && (
        <span className={classes['sub']}>
          <AgeText since={row.stateSince} wrap={(age) => t('fleet.since', { age })} />
        </span>
      )}
    </div>
  );
}

/** What the box does with traffic; of a box that is silent this is only what it said last. */
export function ProtectionCell({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const number = useNumber();
  const stale = row.state !== 'online' && row.protection !== 'unknown';
  const today = row.uninspected?.today;
  return (
    <div className={classes['cell']}>
      <StateWord tone={stale ? 'quiet' : PROTECTION_TONES[row.protection]} word={t(`protection.${row.protection}`)} />
      {stale && <span className={classes['sub']}>{t('fleet.lastWord')}</span>}
      {row.eventStorage?.trouble != null && <StateWord tone="danger" word={t('storage.cannot')} />}
      {today !== undefined && today.packets > 0 && (
        <span className={classes['sub']}>
          {t('fleet.uninspectedToday', {
            volume: formatVolume(today.bytes, language),
            seconds: number(Math.ceil(today.seconds)),
          })}
        </span>
      )}
      {row.trusted != null && row.trusted.today.bytes > 0 && (
        <span className={classes['sub']}>
          {t('fleet.trustedToday', { volume: formatVolume(row.trusted.today.bytes, language) })}
        </span>
      )}
    </div>
  );
}

export function RulesCell({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const number = useNumber();
  const old = oldRulesDays(row.rulesDate, useNow(60_000));
  if (row.rulesLoaded === null) return <span className={classes['sub']}>{t('notMeasured')}</span>;
  return (
    <div className={classes['cell']}>
      <span>{t('fleet.rules', { n: number(row.rulesLoaded) })}</span>
      {old !== null ? (
        <StateWord tone="warn" word={t('fleet.rulesOld', { n: old })} />
      ) : (
        row.rulesDate !== null && (
          <span className={classes['sub']}>{t('fleet.rulesDate', { date: formatTime(row.rulesDate, 'date') })}</span>
        )
      )}
    </div>
  );
}

export function ConfigCell({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const versions = { applied: row.appliedVersion, desired: row.desiredVersion };
  if (row.convergence === 'converged')
    return (
      <div className={classes['cell']}>
        <StateWord tone="ok" word={t('convergence.converged')} />
        <span className={classes['sub']}>{t('fleet.version', versions)}</span>
      </div>
    );
  return (
    <div className={classes['cell']}>
      <StateWord
        tone={row.convergence === 'pending' || row.convergence === 'probation' ? 'caution' : 'danger'}
        word={t(`convergence.${row.convergence}`)}
      />
      <span className={classes['sub']}>{t('fleet.versions', versions)}</span>
      {row.refusal !== null && (
        <span className={classes['sub']}>
          {row.refusal.message} <span className="om-mono">{row.refusal.code}</span>
        </span>
      )}
    </div>
  );
}
