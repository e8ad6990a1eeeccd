import { Skeleton } from '@mantine/core';
import type { AdminBlock } from '@omamori/contract/admin-api';
import { EmptyState, StateWord, TimeText, useLanguage } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { blocksQuery } from './admin-client.ts';
import { type BlockGroup, groupBlocks } from './group-blocks.ts';
import classes from './page.module.css';
import { PassBlock } from './pass-block.tsx';
import { QueryError } from './query-error.tsx';

/** The last blocks: when, which device, what, and why. */
export function BlockList({ total }: { total: number }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  const blocks = useQuery(blocksQuery);
  const rows = useMemo(() => groupBlocks(blocks.data?.blocks ?? []), [blocks.data]);
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
          {rows.map((group) => (
            <Block key={`${group.firstAt} ${group.block.rule.id} ${group.block.device ?? ''}`} group={group} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Block({ group }: { group: BlockGroup }) {
  const { block, count, peers } = group;
  const { t, i18n } = useTranslation();
  const { language } = useLanguage();
  const names = useMemo(() => new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }), [language]);
  const story = i18n.exists(`story.${block.story}`) ? block.story : 'other';
  const feed = i18n.exists(`feed.${block.rule.feed}`) ? t(`feed.${block.rule.feed}`) : block.rule.feed;
  const from = [
    block.country === null ? '' : (names.of(block.country) ?? block.country),
    peers > 1 ? t('blocks.places', { n: peers.toLocaleString(language) }) : (block.peer ?? ''),
  ];
  return (
    <li>
      <p className={classes['blockHead']}>
        <StateWord tone={block.verdict === 'blocked' ? 'ok' : 'warn'} word={t(`verdict.${block.verdict}`)} />
        <TimeText iso={block.at} />
        {count > 1 && <span>{t('blocks.times', { n: count.toLocaleString(language) })}</span>}
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
            {block.rule.entries !== undefined &&
              ` ${t('blocks.entries', { n: block.rule.entries.toLocaleString(language) })}`}
            {block.rule.feedDate !== undefined && ` ${t('blocks.feedDate', { date: block.rule.feedDate })}`}
            <span className={classes['rule']}>
              {t('blocks.ruleText')} <span lang={isEnglish(block.rule.name) ? 'en' : undefined}>{block.rule.name}</span>{' '}
              <span className="om-mono">{block.rule.id}</span>
            </span>
          </dd>
        </div>
        <div>
          <dt>{t('blocks.others')}</dt>
          <dd>
            <Others others={block.rule.others} />
          </dd>
        </div>
      </dl>
      {block.pass !== null && <PassBlock pass={block.pass} device={block.device} />}
    </li>
  );
}

/** Rules are written in English by their authors; lists of the company have names of its own. */
function isEnglish(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

/** How many other companies met the same rule or list, as the center told with its last answer. */
function Others({ others }: { others: AdminBlock['rule']['others'] }) {
  const { t } = useTranslation();
  const { language } = useLanguage();
  if (others === undefined) return <span>{t('blocks.othersUnknown')}</span>;
  const { companies, days, firstAt } = others;
  if (companies === 0) return <span>{t('blocks.othersNone', { days })}</span>;
  const date = firstAt === null ? '' : new Date(firstAt).toLocaleDateString(language);
  return (
    <span>
      {t('blocks.othersSeen', { n: companies.toLocaleString(language), days })}
      {date !== '' && ` ${t('blocks.othersFirst', { date })}`}
    </span>
  );
}
