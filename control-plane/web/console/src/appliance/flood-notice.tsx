import type { ApplianceRow } from '@omamori/contract/console-api';
import { StateWord, TimeText } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useCountryName, useNumber } from '../api/use-words.ts';
import classes from './appliance.module.css';
import { ReleaseSource } from './release-source.tsx';

/** Whom the flood guard of the box keeps out now; nothing to see where nobody is. */
export function FloodNotice({ row }: { row: ApplianceRow }) {
  const { t } = useTranslation();
  const number = useNumber();
  const country = useCountryName();
  const told = row.floodBlocks;
  if (told === null || told === undefined || told.count === 0) return null;
  return (
    <section aria-labelledby="floods" className={classes['head']} data-tone="caution">
      <h2 id="floods">{t('floods.now', { n: told.count })}</h2>
      <p className={classes['quiet']}>{t('floods.nowHint')}</p>
      <ul className={classes['list']}>
        {told.blocks.map(({ kind, source, until, packets, country: code, name }) => (
          <li key={`${kind} ${source}`}>
            <StateWord tone="caution" word={t(`floods.kind.${kind}`, { defaultValue: kind })} />{' '}
            <span className="om-mono">{source}</span> {name ?? (code === null ? '' : country(code))}{' '}
            {t('floods.packets', { n: number(packets) })}{' '}
            <TimeText iso={until} wrap={(time) => t('boxPage.until', { time })} />
            <ReleaseSource appliance={row.id} source={source} />
          </li>
        ))}
      </ul>
    </section>
  );
}
