import { StateWord } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { boxBundleQuery } from '../api/bundles.ts';
import { useNumber } from '../api/use-words.ts';
import classes from './appliance.module.css';

/** Which rules and lists the box runs on, and how a newer bundle comes along. */
export function BundleCard({ id }: { id: string }) {
  const { t } = useTranslation();
  const number = useNumber();
  const answer = useQuery(boxBundleQuery(id)).data;
  if (answer === undefined) return null;
  const { bundle, delivery, ordered } = answer;
  const last = bundle?.last;
  return (
    <section aria-labelledby="box-bundle" className={classes['head']}>
      <h2 id="box-bundle">{t('boxBundle.title')}</h2>
      {bundle === null ? (
        <p>{t('boxBundle.none')}</p>
      ) : (
        <p>
          {t('boxBundle.inForce', {
            date: bundle.date,
            version: bundle.version,
            n: number(bundle.lists.reduce((sum, { entries }) => sum + entries, 0)),
          })}
        </p>
      )}
      {delivery !== null && (
        <p>
          <StateWord
            tone={delivery.state === 'given-up' ? 'danger' : 'caution'}
            word={t(`boxBundle.delivery.${delivery.state}`)}
          />{' '}
          <span className="om-mono">{delivery.version}</span>{' '}
          {delivery.state === 'fetching' &&
            delivery.bytes.of > 0 &&
            t('boxBundle.percent', { n: number(Math.floor((100 * delivery.bytes.have) / delivery.bytes.of)) })}
          {delivery.code !== null && <span className="om-mono">{delivery.code}</span>}
        </p>
      )}
      {delivery === null && ordered !== null && <p>{t('boxBundle.ordered', { version: ordered })}</p>}
      {last !== undefined && last.outcome !== 'applied' && (
        <p>
          {t(last.code === 'BND_WITHDRAWN' ? 'boxBundle.withdrawn' : 'boxBundle.notTaken', {
            version: last.version ?? '',
          })}{' '}
          <span className="om-mono">{last.code}</span>
        </p>
      )}
    </section>
  );
}
