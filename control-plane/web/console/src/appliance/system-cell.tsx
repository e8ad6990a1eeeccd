import type { SystemStatus } from '@omamori/contract/system-update';
import { StateWord, TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';

/** Version and slot of the box's own Linux, and how its last update ended. */
export function SystemCell({ system }: { system: SystemStatus }) {
  const { t } = useTranslation();
  const { slot, version, trial, last } = system;
  return (
    <>
      <span className="om-mono">{t('applianceSystem.runs', { version, slot: slot.toUpperCase() })}</span>
      {trial && <StateWord tone="warn" word={t('applianceSystem.trial')} />}
      {last !== null && (
        <p>
          <TimeText iso={last.at} /> {t(`systemOutcome.${last.outcome}`, { version: last.version })}{' '}
          {last.reason !== null && <span>{t(`systemReason.${last.reason}`, { defaultValue: last.reason })}</span>}
        </p>
      )}
    </>
  );
}
