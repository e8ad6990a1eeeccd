import { Skeleton } from '@mantine/core';
import type { BundleDetail } from '@omamori/contract/console-api/bundles';
import { EmptyState, errorOf, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { bundleQuery } from '../api/bundles.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { BUNDLES } from '../routing/routes.ts';
import { BoxTable, ListTable, SourceTable } from './bundle-tables.tsx';
import classes from './bundles.module.css';
import { DryRunCard } from './dry-run-card.tsx';
import { RolloutCard } from './rollout-card.tsx';

export function BundlePage({ version }: { version: string }) {
  const { t } = useTranslation();
  const bundle = useQuery(bundleQuery(version));
  usePageTitle(t('bundles.one', { version }), t('product'));
  return (
    <div className={classes['page']}>
      <Link to={BUNDLES} className={classes['back']}>
        {t('bundles.back')}
      </Link>
      <h1>{t('bundles.one', { version })}</h1>
      {bundle.isPending && <Skeleton height={320} />}
      {bundle.data !== undefined && <Detail detail={bundle.data} />}
      {bundle.isError &&
        bundle.data === undefined &&
        (errorOf(bundle.error).status === 404 ? (
          <EmptyState title={t('bundles.gone')} reason={t('bundles.goneReason')} action={null} />
        ) : (
          <QueryError thrown={bundle.error} onRetry={() => void bundle.refetch()} />
        ))}
    </div>
  );
}

function Detail({ detail }: { detail: BundleDetail }) {
  return (
    <>
      <DryRunCard detail={detail} />
      <RolloutCard detail={detail} />
      {detail.boxes.length > 0 && <BoxTable boxes={detail.boxes} />}
      <SourceTable sources={detail.sources} />
      <ListTable detail={detail} />
      {detail.report !== null && <LeftOut report={detail.report} />}
    </>
  );
}

function LeftOut({ report }: { report: NonNullable<BundleDetail['report']> }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { leftOut, refused, refusedInAll, presets, unreadable } = report;
  const rules = presets.filter((fit) => fit.rules > 0);
  return (
    <section className={classes['section']} aria-labelledby="left-out">
      <h2 id="left-out">{t('bundles.leftOut')}</h2>
      {refusedInAll === 0 && leftOut.length === 0 && unreadable.length === 0 && <p>{t('bundles.nothingLeftOut')}</p>}
      <ul className={classes['list']}>
        {rules.map((fit) => (
          <li key={fit.preset}>
            {t('bundles.fit', {
              preset: t(`policy.presets.${fit.preset}`),
              rules: number(fit.rules),
              out: number(fit.leftOut),
              mb: number(fit.estimatedMb),
            })}
          </li>
        ))}
        {leftOut.map(({ because, count }) => (
          <li key={because}>
            {number(count)} <span className={classes['hint']}>{because}</span>
          </li>
        ))}
        {unreadable.map(({ feed, count }) => (
          <li key={feed}>{t('bundles.unreadable', { feed, n: number(count) })}</li>
        ))}
      </ul>
      {refusedInAll > 0 && (
        <>
          <h3>{t('bundles.refusedTitle', { n: number(refusedInAll) })}</h3>
          <ul className={classes['list']}>
            {refused.slice(0, 50).map(({ feed, entry, because }) => (
              <li key={`${feed} ${entry}`}>
                <span className="om-mono">{entry}</span>{' '}
                <span className={classes['hint']}>
                  {feed}: {because}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
