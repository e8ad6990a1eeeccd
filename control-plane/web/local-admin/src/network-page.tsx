import { Button, Skeleton } from '@mantine/core';
import type { AdminSession } from '@omamori/contract/admin-api';
import type { AdminNetwork } from '@omamori/contract/admin-network';
import { TimeText, usePageTitle } from '@omamori/ui';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { networkQuery } from './network-client.ts';
import { NetworkForm } from './network-form.tsx';
import { NetworkTrial } from './network-trial.tsx';
import classes from './page.module.css';
import { QueryError, useErrorWords } from './query-error.tsx';
import { hrefOf } from './route.ts';
import { useSignedOut } from './signed-out.ts';

/** The box's own addresses: what stands, what to try, and the trial. */
export function NetworkPage({ session }: { session: AdminSession }) {
  const { t } = useTranslation();
  const network = useQuery(networkQuery);
  const [token, setToken] = useState('');
  useSignedOut(network.error);
  usePageTitle(t('network.title'), t('box', { id: session.appliance }));
  return (
    <div className={classes['stack']}>
      <h1>{t('network.title')}</h1>
      <p>{t('network.reason')}</p>
      {network.isPending && <Skeleton height={240} />}
      {network.isError && network.data === undefined && (
        <QueryError thrown={network.error} onRetry={() => void network.refetch()} />
      )}
      {network.data !== undefined && (
        <>
          <Standing network={network.data} />
          {network.data.trial === null ? (
            <NetworkForm network={network.data} onBegun={setToken} />
          ) : (
            <NetworkTrial network={network.data} trial={network.data.trial} token={token} />
          )}
        </>
      )}
      <p>
        <Button component="a" href={hrefOf('more')} variant="default" size="md">
          {t('actions.back')}
        </Button>
      </p>
    </div>
  );
}

function Standing({ network }: { network: AdminNetwork }) {
  const { t } = useTranslation();
  const sentence = useErrorWords();
  const { addresses, gateways, vlan } = network.standing;
  const { last } = network;
  return (
    <section aria-labelledby="standing" className={classes['stack']}>
      <h2 id="standing">{t('network.standing')}</h2>
      <dl className={classes['state']}>
        <div>
          <dt>{t('network.addresses')}</dt>
          <dd>
            {addresses.length === 0 && t('facts.none')}
            {addresses.map(({ address, prefix, given }) => (
              <span key={address}>
                <span className="om-mono">
                  {address}/{prefix}
                </span>{' '}
                {t(given ? 'network.given' : 'network.byHand')}
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>{t('network.gateway')}</dt>
          <dd className="om-mono">{gateways.length === 0 ? t('facts.none') : gateways.join(' ')}</dd>
        </div>
        {vlan !== null && (
          <div>
            <dt>{t('network.vlan')}</dt>
            <dd>{vlan}</dd>
          </div>
        )}
        {last !== null && (
          <div>
            <dt>{t('network.last')}</dt>
            <dd>
              {t(`networkOutcome.${last.outcome}`)} <TimeText iso={last.at} />
              {last.code !== null && (
                <span>{sentence({ code: last.code, message: '', status: 0, retryAfter: null })}</span>
              )}
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}
