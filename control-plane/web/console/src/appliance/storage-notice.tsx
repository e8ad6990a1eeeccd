import type { ApplianceRow } from '@omamori/contract/console-api';
import { StateWord } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './appliance.module.css';

/** What the box's disk does to detections: nothing to see while it takes everything and nothing was lost. */
export function StorageNotice({ row }: { row: ApplianceRow }) {
  const { t, i18n } = useTranslation();
  const number = useNumber();
  const storage = row.eventStorage;
  if (storage === null || storage === undefined) return null;
  const { eveBytesLost, eveGaps, heldInMemory, invalid, linesUnreadable, refused, toldUnstored, trouble } = storage;
  const counts = { heldInMemory, toldUnstored, refused, invalid, linesUnreadable, eveGaps, eveBytesLost };
  const shown = Object.entries(counts).filter(([, count]) => count > 0);
  if (trouble === null && shown.length === 0) return null;
  return (
    <section aria-labelledby="storage" className={classes['head']} data-tone={trouble === null ? undefined : 'danger'}>
      <h2 id="storage">{t('storage.title')}</h2>
      {trouble === null ? (
        <p>
          <StateWord tone="caution" word={t('storage.again')} /> {t('storage.againHint')}
        </p>
      ) : (
        <p>
          <StateWord tone="danger" word={t('storage.cannot')} />{' '}
          {i18n.exists(`storage.why.${trouble}`) ? t(`storage.why.${trouble}`) : t('storage.why.other')}{' '}
          <span className="om-mono">{trouble}</span>
        </p>
      )}
      {shown.length > 0 && (
        <dl className={classes['summary']}>
          {shown.map(([key, count]) => (
            <div key={key}>
              <dt>{t(`storage.count.${key}`)}</dt>
              <dd>{number(count)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
