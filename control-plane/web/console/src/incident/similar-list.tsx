import type { IncidentDetail } from '@omamori/contract/console-api';
import { TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { usePlace, useTitle } from '../incidents/row-words.tsx';
import { Link } from '../routing/link.tsx';
import { incidentPath } from '../routing/routes.ts';
import classes from './incident.module.css';

/** What shares a device, an address or a rule with this incident, and how it was judged. */
export function SimilarList({ similar }: Pick<IncidentDetail, 'similar'>) {
  const { t } = useTranslation();
  const title = useTitle();
  const place = usePlace();
  if (similar.length === 0) return null;
  return (
    <section aria-labelledby="similar" className={classes['stack']}>
      <h3 id="similar">{t('similar.title')}</h3>
      <ul className={classes['history']}>
        {similar.map(({ because, row }) => (
          <li key={row.id}>
            <TimeText iso={row.lastAt} />
            <span>
              <Link to={incidentPath(row.id)}>{title(row)}</Link>
              <span className={classes['reason']}>
                {t(`similar.${because}`)} · {t(`incidentState.${row.state}`)} · {place(row)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
