import type { ApplianceRow } from '@omamori/contract/console-api';
import { AgeText, formatTime, StateWord, type Tone, useNow } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './fleet.module.css';
import { oldRulesDays } from './sort-fleet.ts';

const STATE_TONES: Readonly<Record<ApplianceRow['state'], Tone>> = {
  online: 'ok',
  late: 'warn',
  silent: 'danger',
  never: 'quiet',
};
const PROTECTION_TONES: Readonly<Record<ApplianceRow['protection'], Tone>> = {
  inspecting: 'ok',
  'passing-uninspected': 'danger',
  starting: 'caution',
  unknown: 'quiet',
};

/** State and how long it has lasted; the age goes on by itself. */
export function ApplianceStateCell({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  return (
    <div className={classes['cell']}>
      <StateWord tone={STATE_TONES[row.state]} word={t(`applianceState.${row.state}`)} />
      {row.stateSince !== null && row.state !== 'never' && (
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
  const stale = row.state !== 'online' && row.protection !== 'unknown';
  return (
    <div className={classes['cell']}>
      <StateWord tone={stale ? 'quiet' : PROTECTION_TONES[row.protection]} word={t(`protection.${row.protection}`)} />
      {stale && <span className={classes['sub']}>{t('fleet.lastWord')}</span>}
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
