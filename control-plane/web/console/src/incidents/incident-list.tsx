import { Skeleton } from '@mantine/core';
import type { IncidentRow } from '@omamori/contract/console-api';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IncidentLine } from './incident-line.tsx';
import classes from './incidents.module.css';
import { ColumnHead } from './table-parts.tsx';
import type { Selection } from './use-selection.ts';

export interface ListHandle {
  /** Scrolls to a row and puts the focus on it. */
  show: (index: number) => void;
}

interface ListProps {
  ref: Ref<ListHandle>;
  rows: readonly IncidentRow[];
  total: number;
  cursorIndex: number;
  dimmed: boolean;
  selection: Selection;
  more: { has: boolean; busy: boolean; read: () => void };
  onCursor: (id: number) => void;
}

const WIDE_HEIGHT = 65;
const NARROW_HEIGHT = 176;
const NARROW = '(max-width: 900px)';
const COLUMNS = ['outcome', 'title', 'direction', 'count', 'time', 'state'] as const;
/** Rows before the end at which the next page is asked for. */
const AHEAD = 40;

export function IncidentList({ ref, rows, total, cursorIndex, dimmed, selection, more, onCursor }: ListProps) {
  const { t } = useTranslation();
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [focusIndex, setFocusIndex] = useState<number | null>(null);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (window.matchMedia(NARROW).matches ? NARROW_HEIGHT : WIDE_HEIGHT),
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: 72,
    scrollPaddingEnd: 96,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  useImperativeHandle(ref, () => ({
    show: (index) => {
      virtual.scrollToIndex(index, { align: 'auto' });
      setFocusIndex(index);
    },
  }));
  useEffect(() => {
    if (focusIndex === null) return;
    const link = body.current?.querySelector<HTMLElement>(`[data-index="${Math.min(focusIndex, rows.length - 1)}"] a`);
    if (link === null || link === undefined) return;
    link.focus({ preventScroll: true });
    setFocusIndex(null);
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more.has && !more.busy && lastShown >= rows.length - AHEAD) more.read();
  }, [more, lastShown, rows.length]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by the virtual list, which a table element cannot do
    <div
      role="table"
      aria-label={t('incidents.title')}
      aria-rowcount={total + 1}
      className={classes['table']}
      data-dimmed={dimmed}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: a head row takes no focus */}
      <div role="row" aria-rowindex={1} className={classes['columns']}>
        {COLUMNS.map((column) => (
          <ColumnHead key={column} column={column}>
            {t(`incidents.column.${column}`)}
          </ColumnHead>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div ref={body} role="rowgroup" className={classes['rows']} style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <IncidentLine
              key={item.key}
              row={row}
              measure={virtual.measureElement}
              index={item.index}
              offset={item.start - virtual.options.scrollMargin}
              cursor={item.index === cursorIndex}
              tabStop={item.index === Math.max(0, cursorIndex)}
              selected={selection.has(row.id)}
              onSelect={selection.toggle}
              onCursor={onCursor}
            />
          );
        })}
      </div>
      {more.busy && <p className={classes['more']}>{t('loading')}</p>}
    </div>
  );
}

export function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <div className={classes['table']} aria-busy="true">
      <p className="om-heard">{t('loading')}</p>
      {[0, 1, 2, 3, 4, 5].map((line) => (
        <div key={line} className={classes['waiting']}>
          <Skeleton height={16} width="55%" />
          <Skeleton height={12} width="30%" />
        </div>
      ))}
    </div>
  );
}
