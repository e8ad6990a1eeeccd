import type { ApplianceRow } from '@omamori/contract/console-api';
import { StateWord } from '@omamori/ui';
import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import classes from './fleet-map.module.css';
import { STATE_TONES, worstState } from './fleet-state.ts';
import { nextTile } from './next-tile.ts';
import { type PrefectureTile, TILES } from './prefecture-tiles.ts';

interface MapProps {
  /** What fits the other conditions. */
  rows: readonly ApplianceRow[];
  chosen: number | null;
  onChoose: (prefecture: number | null) => void;
}

/** One stop for Tab; the arrows go from tile to tile, Enter or Space filters the list below and takes it off again. */
export function FleetMap({ rows, chosen, onChoose }: MapProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(chosen ?? 13);
  const number = useNumber();
  // Where the map is wider than its box, most boxes stand in the east.
  useLayoutEffect(() => frame.current?.scrollTo({ left: frame.current.scrollWidth }), []);
  const move = (event: KeyboardEvent) => {
    const next = nextTile(stop, event.key);
    if (next === undefined) return;
    event.preventDefault();
    setStop(next);
    frame.current?.querySelector<HTMLElement>(`[data-code="${next}"]`)?.focus();
  };
  const nowhere = rows.filter((row) => row.prefecture === undefined).length;
  return (
    <section className={classes['frame']} aria-label={t('fleet.map.title')}>
      <p className={classes['hint']}>{t('fleet.map.hint')}</p>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own box and legend */}
      <div ref={frame} role="group" aria-label={t('fleet.map.title')} className={classes['map']} onKeyDown={move}>
        {TILES.map((tile) => (
          <Tile
            key={tile.code}
            tile={tile}
            rows={rows.filter((row) => row.prefecture === tile.code)}
            pressed={tile.code === chosen}
            tabStop={tile.code === stop}
            onFocus={() => setStop(tile.code)}
            onChoose={() => onChoose(tile.code === chosen ? null : tile.code)}
          />
        ))}
      </div>
      {nowhere > 0 && <p className={classes['hint']}>{t('fleet.map.nowhere', { n: number(nowhere) })}</p>}
    </section>
  );
}

interface TileProps {
  tile: PrefectureTile;
  rows: readonly ApplianceRow[];
  pressed: boolean;
  tabStop: boolean;
  onFocus: () => void;
  onChoose: () => void;
}

function Tile({ tile, rows, pressed, tabStop, onFocus, onChoose }: TileProps) {
  const { t } = useTranslation();
  const number = useNumber();
  const worst = worstState(rows);
  const name = t(`prefecture.${tile.code}`);
  const words = worst === undefined ? t('fleet.map.none') : t(`fleetState.${worst}`);
  return (
    <button
      type="button"
      className={classes['tile']}
      style={{ gridColumn: tile.column, gridRow: tile.row }}
      data-code={tile.code}
      data-tone={worst === undefined ? 'none' : STATE_TONES[worst]}
      aria-pressed={pressed}
      tabIndex={tabStop ? 0 : -1}
      onFocus={onFocus}
      onClick={onChoose}
    >
      <span className={classes['name']}>{name}</span>
      <span className={classes['count']}>
        {worst !== undefined && worst !== 'online' && <StateWord tone={STATE_TONES[worst]} word="" />}
        {rows.length > 0 && number(rows.length)}
        <span className="om-heard">{rows.length > 0 ? t('fleet.map.boxes', { worst: words }) : words}</span>
      </span>
    </button>
  );
}
