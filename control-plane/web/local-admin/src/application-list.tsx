import type { AdminApplication } from '@omamori/contract/admin-applications';
import { TimeText } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { applicationsQuery } from './admin-client.ts';
import classes from './page.module.css';

/** A page, not a book. */
const MOST_SHOWN = 60;
const BAR = { width: 4, gap: 1, height: 20 };

/** Which device ran what within the last day; nothing to see where nothing was named. */
export function ApplicationList() {
  const { t } = useTranslation();
  const { applications = [], more = 0 } = useQuery(applicationsQuery).data ?? {};
  if (applications.length === 0) return null;
  const groups = new Map<string, AdminApplication[]>();
  for (const one of applications.slice(0, MOST_SHOWN)) {
    groups.set(one.category, [...(groups.get(one.category) ?? []), one]);
  }
  const left = applications.length + more - Math.min(applications.length, MOST_SHOWN);
  return (
    <section aria-labelledby="applications" className={classes['stack']}>
      <h2 id="applications">{t('applications.title')}</h2>
      <p className={classes['quiet']}>{t('applications.hint')}</p>
      {[...groups].map(([category, rows]) => (
        <section key={category} aria-label={t(`applicationKind.${category}`, { defaultValue: category })}>
          <h3>{t(`applicationKind.${category}`, { defaultValue: category })}</h3>
          <ul className={classes['blocks']}>
            {rows.map((row) => (
              <li key={`${row.application} ${row.device ?? ''} ${row.firstSeen}`}>
                <p>
                  <strong lang="en">{row.application}</strong>{' '}
                  <bdi>{row.device === null ? t('applications.office') : (row.deviceName ?? row.device)}</bdi>
                </p>
                <p className={classes['quiet']}>
                  <TimeText iso={row.lastSeen} wrap={(time) => t('applications.last', { time })} /> <Hours row={row} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {left > 0 && <p className={classes['quiet']}>{t('applications.more', { n: left })}</p>}
    </section>
  );
}

/** The last day as small bars, an hour each. */
function Hours({ row: { hours } }: { row: AdminApplication }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...hours);
  const busy = hours.filter((bytes) => bytes > 0).length;
  if (busy === 0) return null;
  const step = BAR.width + BAR.gap;
  return (
    <svg
      role="img"
      aria-label={t('applications.hours', { n: busy })}
      width={hours.length * step}
      height={BAR.height}
      viewBox={`0 0 ${hours.length * step} ${BAR.height}`}
    >
      {hours.map((bytes, hour) => {
        const height = bytes === 0 ? 1 : Math.max(3, (bytes / most) * BAR.height);
        const x = hour * step;
        return <rect key={x} x={x} y={BAR.height - height} width={BAR.width} height={height} fill="currentColor" />;
      })}
    </svg>
  );
}
