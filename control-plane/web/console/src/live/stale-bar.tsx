import { formatTime } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useLive } from './live-provider.tsx';
import classes from './stale-bar.module.css';

/** Says above the data since when it may be old; gone as soon as the stream is back. */
export function StaleBar() {
  const { t } = useTranslation();
  const { connected, heardAt } = useLive();
  if (connected !== false) return null;
  return (
    <p role="alert" className={classes['bar']}>
      {t('live.stale', { at: formatTime(new Date(heardAt).toISOString(), 'clock') })}
    </p>
  );
}
