import { Skeleton } from '@mantine/core';
import type { ApplianceRow } from '@omamori/contract/console-api';
import { AgeText } from '@omamori/ui';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { appliancePath } from '../routing/routes.ts';
import { ApplianceStateCell, ConfigCell, ProtectionCell, RulesCell } from './appliance-cells.tsx';
import classes from './fleet.module.css';

const COLUMNS = ['box', 'state', 'heard', 'protection', 'rules', 'config', 'open', 'blocked', 'devices'] as const;
const NUMBERS: readonly string[] = ['open', 'blocked', 'devices'];
const WIDE_HEIGHT = 78;
const NARROW_HEIGHT = 330;
const NARROW = '(max-width: 1100px)';

/** Only the rows near the window are in the page: ten thousand boxes scroll like ten. */
export function FleetList({ rows }: { rows: readonly ApplianceRow[] }) {
  const { t } = useTranslation();
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // The map above comes and goes.
  useLayoutEffect(() => {
    const now = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    if (Math.abs(now - top) > 1) setTop(now);
  });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (window.matchMedia(NARROW).matches ? NARROW_HEIGHT : WIDE_HEIGHT),
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which a table element cannot do
    <div role="table" aria-label={t('fleet.title')} aria-rowcount={rows.length + 1} className={classes['list']}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: a head row takes no focus */}
      <div role="row" aria-rowindex={1} className={classes['columns']}>
        {COLUMNS.map((column) => (
          // biome-ignore lint/a11y/useSemanticElements: see above
          // biome-ignore lint/a11y/useFocusableInteractive: a head takes no focus
          <span key={column} role="columnheader" data-number={NUMBERS.includes(column)}>
            {t(`fleet.column.${column}`)}
          </span>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div ref={body} role="rowgroup" className={classes['rows']} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const offset = item.start - virtual.options.scrollMargin;
          return <Line key={item.key} row={row} index={item.index} offset={offset} measure={virtual.measureElement} />;
        })}
      </div>
    </div>
  );
}

interface LineProps {
  row: ApplianceRow;
  index: number;
  offset: number;
  measure: (element: HTMLElement | null) => void;
}

function Line({ row, index, offset, measure }: LineProps) {
  const number = useNumber();
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: the link inside takes the focus
    <div
      ref={measure}
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      className={classes['line']}
      style={{ transform: `translateY(${offset}px)` }}
    >
      <BoxCell row={row} />
      <Cell column="state">
        <ApplianceStateCell row={row} />
      </Cell>
      <Cell column="heard">
        <Heard row={row} />
      </Cell>
      <Cell column="protection">
        <ProtectionCell row={row} />
      </Cell>
      <Cell column="rules">
        <RulesCell row={row} />
      </Cell>
      <Cell column="config">
        <ConfigCell row={row} />
      </Cell>
      <Cell column="open" strong={row.openIncidents > 0}>
        {number(row.openIncidents)}
      </Cell>
      <Cell column="blocked">{number(row.blocked24h)}</Cell>
      <Cell column="devices">{number(row.devices)}</Cell>
    </div>
  );
}

interface CellProps {
  column: (typeof COLUMNS)[number];
  strong?: boolean;
  children: ReactNode;
}

function Cell({ column, strong = false, children }: CellProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      role="cell"
      className={classes['field']}
      data-label={t(`fleet.column.${column}`)}
      data-number={NUMBERS.includes(column)}
      data-strong={strong}
    >
      {children}
    </div>
  );
}

function BoxCell({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const place = row.prefecture === undefined ? '' : t(`prefecture.${row.prefecture}`);
  const trade = row.industry === undefined ? '' : t(`industry.${row.industry}`);
  return (
    // biome-ignore lint/a11y/useSemanticElements: see above
    // biome-ignore lint/a11y/useFocusableInteractive: the link inside takes the focus
    <div role="rowheader" className={classes['box']}>
      <Link to={appliancePath(row.id)}>
        {row.company} {row.site}
      </Link>
      <span>
        <span className="om-mono">{row.id}</span> {[place, trade].filter((word) => word !== '').join(' · ')}
      </span>
    </div>
  );
}

/** Liveness: how long ago the box spoke; it goes on by itself. */
function Heard({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  if (row.lastHeard === null) return <span className={classes['sub']}>{t('fleet.neverHeard')}</span>;
  return <AgeText since={row.lastHeard} wrap={(age) => t('fleet.heard', { age })} />;
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
