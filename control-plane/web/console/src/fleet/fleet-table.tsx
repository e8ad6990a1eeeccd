import { Skeleton } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { appliancePath } from '../routing/routes.ts';
import { ApplianceStateCell, ConfigCell, ProtectionCell, RulesCell } from './appliance-cells.tsx';
import classes from './fleet.module.css';

const COLUMNS = ['box', 'state', 'protection', 'rules', 'config', 'open', 'blocked', 'devices'] as const;
const NUMBERS: readonly string[] = ['open', 'blocked', 'devices'];

function Head() {
  const { t } = useTranslation();
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => (
          <th key={column} scope="col" data-number={NUMBERS.includes(column)}>
            {t(`fleet.column.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Line({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const number = useNumber();
  const label = (column: (typeof COLUMNS)[number]) => t(`fleet.column.${column}`);
  return (
    <tr>
      <th scope="row" className={classes['box']}>
        <Link to={appliancePath(row.id)}>
          {row.company} {row.site}
        </Link>
        <span className="om-mono">{row.id}</span>
      </th>
      <td data-label={label('state')}>
        <ApplianceStateCell row={row} />
      </td>
      <td data-label={label('protection')}>
        <ProtectionCell row={row} />
      </td>
      <td data-label={label('rules')}>
        <RulesCell row={row} />
      </td>
      <td data-label={label('config')}>
        <ConfigCell row={row} />
      </td>
      <td data-label={label('open')} data-number="true" data-strong={row.openIncidents > 0}>
        {number(row.openIncidents)}
      </td>
      <td data-label={label('blocked')} data-number="true">
        {number(row.blocked24h)}
      </td>
      <td data-label={label('devices')} data-number="true">
        {number(row.devices)}
      </td>
    </tr>
  );
}

export function FleetTable({ rows }: { rows: readonly ApplianceRow[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes['frame']}>
      <table className={classes['table']}>
        <caption className="om-heard">{t('fleet.title')}</caption>
        <Head />
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function FleetSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes['frame']} aria-busy="true">
      <p className="om-heard">{t('loading')}</p>
      {[0, 1, 2, 3].map((line) => (
        <div key={line} className={classes['waiting']}>
          <Skeleton height={20} />
        </div>
      ))}
    </div>
  );
}
