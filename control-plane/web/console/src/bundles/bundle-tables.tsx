import type { BundleBox, BundleDetail } from '@omamori/contract/console-api/bundles';
import { StateWord, TimeText, type Tone } from '@omamori/ui';
import { useTranslation } from 'react-i18next';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { appliancePath } from '../routing/routes.ts';
import { TableBox } from '../shell/table-box.tsx';
import classes from './bundles.module.css';

const TONES: Readonly<Record<BundleBox['state'], Tone>> = {
  waiting: 'quiet',
  ordered: 'caution',
  fetching: 'caution',
  trying: 'caution',
  applied: 'ok',
  failed: 'danger',
  withdrawn: 'quiet',
};

export function BoxTable({ boxes }: { boxes: BundleDetail['boxes'] }) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className={classes['section']} aria-labelledby="bundle-boxes">
      <h2 id="bundle-boxes">{t('bundles.boxesTitle')}</h2>
      <TableBox label={t('bundles.boxesTitle')}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('bundles.box')}</th>
              <th scope="col">{t('bundles.ring')}</th>
              <th scope="col">{t('bundles.state')}</th>
              <th scope="col">{t('bundles.since')}</th>
            </tr>
          </thead>
          <tbody>
            {boxes.map((box) => (
              <tr key={box.appliance}>
                <th scope="row">
                  <Link to={appliancePath(box.appliance)}>
                    {box.company} {box.site}
                  </Link>
                </th>
                <td>{number(box.ring)}</td>
                <td>
                  <StateWord tone={TONES[box.state]} word={t(`bundles.boxState.${box.state}`)} />{' '}
                  {box.code !== null && <span className="om-mono">{box.code}</span>}
                </td>
                <td>
                  {(box.appliedAt ?? box.orderedAt) !== null && <TimeText iso={box.appliedAt ?? box.orderedAt ?? ''} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </section>
  );
}

export function SourceTable({ sources }: { sources: BundleDetail['sources'] }) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className={classes['section']} aria-labelledby="bundle-sources">
      <h2 id="bundle-sources">{t('bundles.sources')}</h2>
      <TableBox label={t('bundles.sources')}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('bundles.source')}</th>
              <th scope="col">{t('bundles.date')}</th>
              <th scope="col" className={classes['number']}>
                {t('bundles.entries')}
              </th>
              <th scope="col">{t('bundles.licence')}</th>
            </tr>
          </thead>
          <tbody>
            {sources.map((source) => (
              <tr key={source.name}>
                <th scope="row">
                  <b>{source.name}</b>
                  {source.kept !== null && (
                    <div>
                      <StateWord tone="caution" word={t('bundles.kept')} title={source.kept} />
                      <div className={classes['hint']}>{source.kept}</div>
                    </div>
                  )}
                </th>
                <td>{source.version}</td>
                <td className={classes['number']}>{number(source.entries)}</td>
                <td>
                  {source.licence}
                  <div className={classes['hint']}>{source.attribution}</div>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </section>
  );
}

export function ListTable({ detail }: { detail: BundleDetail }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { categories, lists } = detail;
  return (
    <section className={classes['section']} aria-labelledby="bundle-lists">
      <h2 id="bundle-lists">{t('bundles.lists')}</h2>
      <TableBox label={t('bundles.lists')}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('bundles.list')}</th>
              <th scope="col">{t('bundles.kind')}</th>
              <th scope="col" className={classes['number']}>
                {t('bundles.entries')}
              </th>
              <th scope="col">{t('bundles.fromPreset')}</th>
            </tr>
          </thead>
          <tbody>
            {lists.map(({ id, kind, entries, preset }) => (
              <tr key={`${id} ${kind}`}>
                <th scope="row">{id}</th>
                <td>{t(`bundles.kinds.${kind}`)}</td>
                <td className={classes['number']}>{number(entries)}</td>
                <td>{t(`policy.presets.${preset}`)}</td>
              </tr>
            ))}
            {categories.map(({ category, entries, feed }) => (
              <tr key={feed}>
                <th scope="row">{category}</th>
                <td>{t('bundles.kinds.category')}</td>
                <td className={classes['number']}>{number(entries)}</td>
                <td>{feed}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableBox>
    </section>
  );
}
