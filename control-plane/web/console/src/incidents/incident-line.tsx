import type { IncidentRow } from '@omamori/contract/console-api';
import { AgeText, formatTime, TimeText } from '@omamori/ui';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { incidentPath } from '../routing/routes.ts';
import classes from './incidents.module.css';
import { Outcome, SeverityWord, usePeer, usePlace, useTitle } from './row-words.tsx';
import { Cell } from './table-parts.tsx';

interface LineProps {
  row: IncidentRow;
  index: number;
  offset: number;
  cursor: boolean;
  tabStop: boolean;
  selected: boolean;
  measure: (element: HTMLElement | null) => void;
  onSelect: (id: number) => void;
  onCursor: (id: number) => void;
}

/** Ages in minutes and hours need no second hand. */
const AGE_MS = 15_000;

/** One story: outcome first, severity second, then what, where, from whom, how often, when, and how far we are. */
export const IncidentLine = memo(function IncidentLine(props: LineProps) {
  const { row, index, offset, cursor, tabStop, selected, measure, onSelect, onCursor } = props;
  const { t } = useTranslation();
  const number = useNumber();
  const title = useTitle();
  const place = usePlace();
  const peer = usePeer();
  const sameMinute = formatTime(row.firstAt) === formatTime(row.lastAt);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which a table cannot do
    // biome-ignore lint/a11y/useFocusableInteractive: the link inside takes the focus
    <div
      role="row"
      ref={measure}
      data-index={index}
      data-id={row.id}
      data-cursor={cursor}
      data-selected={selected}
      aria-rowindex={index + 2}
      className={classes['row']}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <Cell column="outcome">
        <input
          type="checkbox"
          className={classes['check']}
          checked={selected}
          tabIndex={tabStop ? 0 : -1}
          aria-label={t('incidents.select', { title: title(row) })}
          onChange={() => onSelect(row.id)}
        />
        <span className={classes['marks']}>
          <Outcome row={row} />
          <SeverityWord severity={row.severity} />
        </span>
      </Cell>
      <Cell column="title">
        <Link to={incidentPath(row.id)} tabIndex={tabStop ? 0 : -1} onFocus={() => onCursor(row.id)}>
          {title(row)}
        </Link>
        <span className={classes['place']}>{place(row)}</span>
      </Cell>
      <Cell column="direction">
        <span>{t(`direction.${row.direction}`)}</span>
        <span className={classes['quiet']}>{peer(row)}</span>
      </Cell>
      <Cell column="count">{t('incidents.times', { n: number(row.count) })}</Cell>
      <Cell column="time">
        <span>
          <TimeText iso={row.lastAt} />{' '}
          <span className={classes['age']}>
            <AgeText since={row.lastAt} everyMs={AGE_MS} wrap={(age) => t('ago', { age })} />
          </span>
        </span>
        {!sameMinute && (
          <span className={classes['quiet']}>
            <TimeText iso={row.firstAt} wrap={(time) => t('incidents.first', { time })} />
          </span>
        )}
      </Cell>
      <Cell column="state">
        <StateCell row={row} />
      </Cell>
    </div>
  );
});

/** How far we are, who has it, and what the owner knows. */
function StateCell({ row }: { row: IncidentRow }) {
  const { t } = useTranslation();
  const until = row.snoozedUntil;
  return (
    <>
      <span>
        {t(`incidentState.${row.state}`)}
        {row.verdict === 'unclear' && ` · ${t('verdictOf.unclear')}`}
      </span>
      {row.assignee !== null && (
        <span className={classes['who']} title={row.assignee}>
          {row.assignee.split('@')[0]}
        </span>
      )}
      {until !== null && Date.parse(until) > Date.now() && (
        <TimeText iso={until} wrap={(time) => t('snooze.until', { time })} />
      )}
      {row.escalatedAt !== null && <span>{t('queueState.escalated')}</span>}
      <span className={classes['quiet']}>{t(`notice.${row.notice}`)}</span>
    </>
  );
}
