import { Skeleton } from '@mantine/core';
import type { AdminBlock } from '@omamori/contract/admin-api';
import { EmptyState, StateWord, TimeText, useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { blocksQuery } from './admin-client.ts';
import classes from './page.module.css';
import { QueryError } from './query-error.tsx';

/** The last blocks: when, which device, what, and why. */
export function BlockList({ total }: { total: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const blocks = useQuery(blocksQuery);
  const rows = blocks.data?.blocks ?? [];
  return (
    <section aria-labelledby="blocks" className={classes['stack']}>
      <h2 id="blocks">{t('blocks.title')}</h2>
      <p className={classes['quiet']}>{t('blocks.total', { n: total.toLocaleString(language) })}</p>
      {blocks.isPending && <Skeleton height={240} />}
      {blocks.isError && blocks.data === undefined && (
        <QueryError thrown={blocks.error} onRetry={() => void blocks.refetch()} />
      )}
      {blocks.isSuccess && rows.length === 0 && (
        <EmptyState title={t('blocks.empty')} reason={t('blocks.emptyReason')} />
      )}
      {rows.length > 0 && (
        <ol className={classes['blocks']}>
          {rows.map((block) => (
            <Block key={`${block.at} ${block.rule.id} ${block.peer ?? ''} ${block.service ?? ''}`} block={block} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Block({ block }: { block: AdminBlock }) {
  const { t, i18n } = useTranslation();
  const { language } = useLanguage();
  const names = useMemo(() => new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }), [language]);
  const story = i18n.exists(`story.${block.story}`) ? block.story : 'other';
  const feed = i18n.exists(`feed.${block.rule.feed}`) ? t(`feed.${block.rule.feed}`) : block.rule.feed;
  const from = [block.country === null ? '' : (names.of(block.country) ?? block.country), block.peer ?? ''];
  return (
    <li>
      <p className={classes['blockHead']}>
        <StateWord tone={block.verdict === 'blocked' ? 'ok' : 'warn'} word={t(`verdict.${block.verdict}`)} />
        <TimeText iso={block.at} />
        {block.count > 1 && <span>{t('blocks.times', { n: block.count.toLocaleString(language) })}</span>}
      </p>
      <p>
        <b>{t(`story.${story}`)}</b>
      </p>
      <dl className={classes['facts']}>
        <div>
          <dt>{t('blocks.device')}</dt>
          <dd>{block.device ?? t('blocks.noDevice')}</dd>
        </div>
        <div>
          <dt>{t(`peer.${block.direction}`)}</dt>
          <dd>{from.filter((part) => part !== '').join(' ') || t('unknown')}</dd>
        </div>
        <div>
          <dt>{t('blocks.why')}</dt>
          <dd>
            {feed}
            <span className={classes['rule']}>
              {block.rule.name} <span className="om-mono">{block.rule.id}</span>
            </span>
          </dd>
        </div>
      </dl>
    </li>
  );
}
