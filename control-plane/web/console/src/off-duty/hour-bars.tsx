import type { OffDutyAnswer } from '@omamori/contract/console-api/off-duty';
import { useTranslation } from 'react-i18next';
import { TableBox } from '../shell/table-box.tsx';
import { hourColumns, shownHours, workSpans } from './hour-columns.ts';
import classes from './off-duty.module.css';
import { useCategoryName } from './use-category-name.ts';

const WIDTH = 720;
const HEIGHT = 180;
const FOOT = 22;
const COLUMN = WIDTH / 24;
const PATTERNS = 6;

/** Bars by hour of the day, stacked by category, work time shaded; the table below says the same in numbers. */
export function HourBars({ answer }: { answer: OffDutyAnswer }) {
  const { t } = useTranslation();
  const name = useCategoryName();
  const { categories, columns, most } = hourColumns(answer.hours);
  const work = workSpans(answer.calendar);
  const { first, last } = shownHours(columns, work);
  const hours = columns.filter(({ hour }) => hour >= first && hour <= last && (hour - first) % 3 === 0);
  const scale = (HEIGHT - FOOT - 14) / Math.max(1, most);
  return (
    <figure className={classes['figure']}>
      <ul className={classes['legend']} aria-hidden="true">
        <li>
          <span className={classes['key']} data-work="true" />
          {t('offDuty.workTime')}
        </li>
        {categories.map((category, index) => (
          <li key={category}>
            <span className={classes['key']} data-series={index % PATTERNS} />
            {name(category)}
          </li>
        ))}
      </ul>
      <svg
        viewBox={`${first * COLUMN} 0 ${(last - first + 1) * COLUMN} ${HEIGHT}`}
        role="img"
        aria-label={t('offDuty.picture', { days: answer.days })}
      >
        {work.map(({ from, to }) => (
          <rect
            key={from}
            className={classes['work']}
            x={(from / 60) * COLUMN}
            y={0}
            width={((to - from) / 60) * COLUMN}
            height={HEIGHT - FOOT}
          />
        ))}
        <line className={classes['axis']} x1={0} x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} />
        {columns.map(({ hour, parts, total }) => (
          <g key={hour}>
            {parts.map(({ category, from, quarters }) => (
              <rect
                key={category}
                className={classes['bar']}
                data-series={categories.indexOf(category) % PATTERNS}
                x={hour * COLUMN + 4}
                width={COLUMN - 8}
                y={HEIGHT - FOOT - (from + quarters) * scale}
                height={quarters * scale}
              />
            ))}
            {total > 0 && (
              <text
                x={hour * COLUMN + COLUMN / 2}
                y={HEIGHT - FOOT - total * scale - 3}
                textAnchor="middle"
                className={classes['value']}
              >
                {t('offDuty.hoursShort', { n: total / 4 })}
              </text>
            )}
          </g>
        ))}
        {hours.map(({ hour }) => (
          <text key={hour} x={hour * COLUMN + 2} y={HEIGHT - 5} className={classes['value']}>
            {t('offDuty.clock', { n: hour })}
          </text>
        ))}
      </svg>
      <details>
        <summary>{t('offDuty.asTable')}</summary>
        <TableBox label={t('offDuty.cardTitle')}>
          <table className={classes['table']}>
            <thead>
              <tr>
                {(['hour', 'kind', 'period', 'minutes', 'refused'] as const).map((column) => (
                  <th key={column} scope="col">
                    {t(`offDuty.column.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {answer.hours.map(({ category, hour, period, quarters, refused }) => (
                <tr key={`${hour} ${category} ${period}`}>
                  <th scope="row">{t('offDuty.clock', { n: hour })}</th>
                  <td>{name(category)}</td>
                  <td>{t(`offDuty.period.${period}`)}</td>
                  <td>{quarters * 15}</td>
                  <td>{refused}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      </details>
    </figure>
  );
}
