import type { IncidentDetail } from '@omamori/contract/console-api';
import { useTranslation } from 'react-i18next';
import classes from './incident.module.css';

/** A capture file of what is stored, with words that say how much of the packets that is. */
export function CaptureLink({ incident, detections }: Pick<IncidentDetail, 'detections'> & { incident: number }) {
  const { t } = useTranslation();
  const stored = detections.map(({ detection: { evidence } }) => evidence).filter((one) => (one?.base64 ?? '') !== '');
  if (stored.length === 0) return null;
  const rebuilt = stored.some((evidence) => evidence?.kind === 'payload');
  return (
    <p className={classes['capture']}>
      <a href={`/api/incidents/${incident}/capture`} download>
        {t('capture.get')}
      </a>
      <span className={classes['quiet']}>
        {t('capture.excerpt')}
        {rebuilt && ` ${t('capture.rebuilt')}`}
      </span>
    </p>
  );
}
