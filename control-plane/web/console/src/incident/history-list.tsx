import type { IncidentDetail } from '@omamori/contract/console-api';
import { TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './incident.module.css';

/** Who did what, when and why. */
export function HistoryList({ history }: { history: IncidentDetail['history'] }) {
  const { t, i18n } = useTranslation();
  const word = (kind: string, value: string) => (i18n.exists(`${kind}.${value}`) ? t(`${kind}.${value}`) : value);
  const wordOf = (change: string) =>
    i18n.exists(`change.${change}`) ? t(`change.${change}`) : word('incidentState', change);
  return (
    <section aria-labelledby="history" className={classes['stack']}>
      <h3 id="history">{t('incident.history')}</h3>
      {history.length === 0 ? (
        <p className={classes['quiet']}>{t('incident.noHistory')}</p>
      ) : (
        <ul className={classes['history']}>
          {history.map((entry) => (
            <li key={`${entry.at} ${entry.change} ${entry.actor}`}>
              <TimeText iso={entry.at} />
              <span>
                <b>{wordOf(entry.change)}</b> {word('actor', entry.actor)}
                {entry.reason !== null && <span className={classes['reason']}>{entry.reason}</span>}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
