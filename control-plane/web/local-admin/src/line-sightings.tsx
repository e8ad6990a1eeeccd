import type { AdminLineSighting } from '@omamori/contract/admin-install';
import { TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import classes from './page.module.css';

const MOST_SHOWN = 20;

/** What spoke on the wire, newest first. */
export function LineSightings({
  sightings,
  only,
}: {
  sightings: readonly AdminLineSighting[];
  only: AdminLineSighting['kind'] | null;
}) {
  const { t } = useTranslation();
  const rows = sightings.filter(({ kind }) => (only === null ? kind !== 'neighbour' : kind === only));
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="seen" className={classes['stack']}>
      <h2 id="seen">{t('seen.title')}</h2>
      <ul className={classes['seen']}>
        {rows.slice(0, MOST_SHOWN).map((seen) => (
          <li key={`${seen.kind} ${seen.side} ${seen.mac} ${seen.address ?? ''} ${seen.detail ?? ''}`}>
            <b>{t(`seenKind.${seen.kind}`)}</b> {seen.detail ?? ''}
            <span className="om-mono"> {seen.address ?? ''} </span>
            <span className={classes['quiet']}>
              <span className="om-mono">{seen.mac}</span> {t(`ports.${seen.side}`)} <TimeText iso={seen.lastSeen} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
