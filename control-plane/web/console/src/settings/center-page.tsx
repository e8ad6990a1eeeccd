import { Skeleton } from '@mantine/core';
import type { CenterFacts } from '@omamori/contract/console-api/center-facts';
import { StateWord, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { centerFactsQuery } from '../api/people.ts';
import { QueryError } from '../api/query-error.tsx';
import { useCountryName, useNumber } from '../api/use-words.ts';
import classes from './settings.module.css';

/** How the center is set up. Whoever runs it changes this in its settings file; here it is read. */
export function CenterPage() {
  const { t } = useTranslation();
  const facts = useQuery(centerFactsQuery);
  usePageTitle(t('center.title'), t('product'));
  return (
    <div className={classes['page']}>
      <h1>{t('center.title')}</h1>
      <p>{t('center.lead')}</p>
      {facts.isPending && <Skeleton height={320} />}
      {facts.isError && facts.data === undefined && (
        <QueryError thrown={facts.error} onRetry={() => void facts.refetch()} />
      )}
      {facts.data !== undefined && <Facts facts={facts.data} />}
    </div>
  );
}

function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes['card']} aria-label={title}>
      <h2>{title}</h2>
      <dl className={classes['facts']}>{children}</dl>
    </section>
  );
}

function Fact({ word, children }: { word: string; children: ReactNode }) {
  return (
    <div>
      <dt>{word}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Facts({ facts }: { facts: CenterFacts }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { protectedDestinations, session, signingKeyId } = facts;
  return (
    <>
      <Card title={t('center.service')}>
        <Fact word={t('center.phone')}>
          <a href={`tel:${facts.phone}`}>{facts.phone}</a>
        </Fact>
        <Fact word={t('center.appliances')}>{t('center.boxes', { n: number(facts.appliances) })}</Fact>
        <Fact word={t('center.kept')}>
          <ul className={classes['plainList']}>
            <li>{t('center.keptDetections', { n: number(facts.keep.detectionMonths) })}</li>
            <li>{t('center.keptEvidence', { n: number(facts.keep.evidenceMonths) })}</li>
            <li>{t('center.keptAudit', { n: number(facts.keep.auditMonths) })}</li>
          </ul>
          <p className={classes['hint']}>{t('center.keptHint')}</p>
        </Fact>
        <Fact word={t('center.database')}>{t(`center.databases.${facts.database}`)}</Fact>
        <Fact word={t('center.broker')}>{t(`center.brokers.${facts.broker}`)}</Fact>
      </Card>
      <Card title={t('center.safety')}>
        <Fact word={t('center.factor')}>{t(`center.factors.${facts.secondFactor}`)}</Fact>
        <Fact word={t('center.session')}>
          {t('center.sessionEnds', { idle: number(session.idleHours), days: number(session.longestHours / 24) })}
        </Fact>
        <Fact word={t('center.key')}>
          {signingKeyId === null ? (
            <StateWord tone="danger" word={t('center.noKey')} />
          ) : (
            <span className="om-mono">{signingKeyId}</span>
          )}
        </Fact>
        <Fact word={t('center.protected')}>
          {protectedDestinations.length === 0 ? (
            t('center.noneProtected')
          ) : (
            <ul className={classes['plainList']}>
              {protectedDestinations.map((address) => (
                <li key={address} className="om-mono">
                  {address}
                </li>
              ))}
            </ul>
          )}
          <p className={classes['hint']}>{t('center.protectedHint')}</p>
        </Fact>
      </Card>
      <FirstPolicy policy={facts.defaultPolicy} />
    </>
  );
}

function FirstPolicy({ policy }: { policy: CenterFacts['defaultPolicy'] }) {
  const { t } = useTranslation();
  const country = useCountryName();
  const { geo, ips, ports } = policy;
  const list = (words: readonly string[]) => words.join(t('between')) || t('center.nothing');
  return (
    <Card title={t('center.firstPolicy')}>
      <Fact word={t('policy.inbound')}>{list(geo.blockInbound.map((code) => country(code)))}</Fact>
      <Fact word={t('policy.outbound')}>{list(geo.blockOutbound.map((code) => country(code)))}</Fact>
      <Fact word={t('policy.ports')}>{list(ports.map(({ port, protocol }) => `${protocol}/${port}`))}</Fact>
      <Fact word={t('policy.mode')}>{t(`policy.modes.${ips.mode}`)}</Fact>
      <Fact word={t('policy.preset')}>{t(`policy.presets.${ips.preset}`)}</Fact>
    </Card>
  );
}
