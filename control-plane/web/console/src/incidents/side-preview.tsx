import { CloseButton } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { incidentQuery } from '../api/queries.ts';
import { QueryError } from '../api/query-error.tsx';
import { LetterText } from '../incident/letter-text.tsx';
import { Link } from '../routing/link.tsx';
import { incidentPath } from '../routing/routes.ts';
import classes from './incidents.module.css';
import { Outcome, SeverityWord, usePlace, useTitle } from './row-words.tsx';

/** The row under the cursor at the side: its rules, last note and notice, without leaving the queue. */
export function SidePreview({ row, onClose }: { row: IncidentRow; onClose: () => void }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const title = useTitle();
  const place = usePlace();
  const incident = useQuery(incidentQuery(row.id));
  const detail = incident.data;
  const notice = detail?.notices.find((one) => one.language === language);
  const rules = new Map(detail?.detections.map(({ detection: { rule } }) => [rule.id, rule.name]) ?? []);
  const note = detail?.notes.at(-1);
  return (
    <aside className={classes['side']} aria-label={t('incidents.preview')}>
      <div className={classes['sideHead']}>
        <Outcome row={row} />
        <SeverityWord severity={row.severity} />
        <CloseButton aria-label={t('actions.close')} onClick={onClose} />
      </div>
      <h2>
        <Link to={incidentPath(row.id)}>{title(row)}</Link>
      </h2>
      <p className={classes['quiet']}>{place(row)}</p>
      {incident.isError && <QueryError thrown={incident.error} onRetry={() => void incident.refetch()} />}
      {incident.isPending && <p>{t('loading')}</p>}
      <ul className={classes['rules']}>
        {[...rules].slice(0, 5).map(([id, name]) => (
          <li key={id}>
            {name} <span className="om-mono">{id}</span>
          </li>
        ))}
      </ul>
      {note !== undefined && (
        <p>
          <b>{t('notes.title')}</b> {note.text}
        </p>
      )}
      {notice !== undefined && <LetterText letter={notice} />}
    </aside>
  );
}
