import { Skeleton } from '@mantine/core';
import type { LayerAnswer } from '@omamori/contract/console-api';
import { EmptyState, errorOf, TimeText, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type LayerName, layerQuery } from '../api/layers.ts';
import { QueryError } from '../api/query-error.tsx';
import { useNumber } from '../api/use-words.ts';
import { Link } from '../routing/link.tsx';
import { LAYERS } from '../routing/routes.ts';
import { LayerForm } from './layer-form.tsx';
import classes from './policy.module.css';

/** One template or company: what it says, and what a change would do to the boxes under it. */
export function LayerPage({ scope, name }: LayerName) {
  const { t } = useTranslation();
  const layer = useQuery(layerQuery({ scope, name }));
  const title = t(`layers.title.${scope}`, { name });
  usePageTitle(title, t('product'));
  const status = layer.isError ? errorOf(layer.error).status : 0;
  return (
    <div className={classes['page']}>
      <Link to={LAYERS} className={classes['back']}>
        {t('layers.back')}
      </Link>
      <h1>{title}</h1>
      {layer.isPending && <Skeleton height={320} />}
      {layer.data !== undefined && <Layer answer={layer.data} />}
      {layer.isError &&
        layer.data === undefined &&
        (status === 403 || status === 404 ? (
          <EmptyState
            title={t('layers.gone')}
            reason={t('layers.goneReason')}
            action={<Link to={LAYERS}>{t('layers.back')}</Link>}
          />
        ) : (
          <QueryError thrown={layer.error} onRetry={() => void layer.refetch()} />
        ))}
    </div>
  );
}

function Layer({ answer }: { answer: LayerAnswer }) {
  const { t } = useTranslation();
  const number = useNumber();
  return (
    <section className={classes['card']} aria-label={t('policy.title')}>
      <p className={classes['hint']}>
        {answer.updatedAt === null ? (
          t(answer.scope === 'template' && answer.appliances === 0 ? 'layers.notYet' : 'layers.untouched')
        ) : (
          <>
            {t('policy.version', { n: answer.version })} · {t('policy.updated')} <TimeText iso={answer.updatedAt} />{' '}
            {t('policy.by', { who: answer.updatedBy })}
          </>
        )}{' '}
        · {t('layers.boxes', { n: number(answer.appliances) })}
      </p>
      <LayerForm key={`${answer.scope} ${answer.name}`} current={answer} />
    </section>
  );
}
