import type { IncidentRow } from '@omamori/contract/console-api';
import { OutcomeMark, StateWord, type Tone, useLanguage } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useCountryName } from '../api/use-words.ts';

const SEVERITY_TONES: Readonly<Record<IncidentRow['severity'], Tone>> = {
  critical: 'danger',
  high: 'warn',
  medium: 'caution',
  low: 'quiet',
};

export function Outcome({ row }: { row: IncidentRow }) {
  const { t } = useTranslation();
  const words = {
    stopped: t('outcome.stopped'),
    'not-stopped': t('outcome.not-stopped'),
    unknown: t('outcome.unknown'),
  };
  return <OutcomeMark outcome={row.outcome} words={words} />;
}

export function SeverityWord({ severity }: { severity: IncidentRow['severity'] }) {
  const { t } = useTranslation();
  return <StateWord tone={SEVERITY_TONES[severity]} word={t(`severity.${severity}`)} />;
}

export function useTitle(): (row: IncidentRow) => string {
  const { language } = useLanguage();
  return (row) => row.title[language];
}

/** Company, site and device as one line. */
export function usePlace(): (row: IncidentRow) => string {
  const { t } = useTranslation();
  return (row) => {
    const device = row.device === null ? '' : (row.device.label ?? row.device.ip);
    return [row.company, row.site, device].filter((part) => part !== '').join(t('between'));
  };
}

/** The other end in words: its country, or that it is in none. */
export function usePeer(): (row: IncidentRow) => string {
  const { t } = useTranslation();
  const country = useCountryName();
  return (row) => {
    if (row.peer === null) return t('noPeer');
    const first = row.direction === 'internal' ? (row.peer.name ?? row.peer.ip) : country(row.peer.country);
    return row.peers > 1 ? t('morePeers', { first, n: row.peers - 1 }) : first;
  };
}
