import { Button } from '@mantine/core';
import type { AdminNetwork, AdminNetworkTrial } from '@omamori/contract/admin-network';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { giveNetworkBack, networkQuery } from './network-client.ts';
import classes from './page.module.css';
import { hashOfConfirm } from './route.ts';

/** The way to the new address while it is tried; the former one answers all the while. */
export function NetworkTrial(props: { network: AdminNetwork; trial: AdminNetworkTrial; token: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { network, trial, token } = props;
  const back = async () => {
    await giveNetworkBack();
    await queries.invalidateQueries({ queryKey: networkQuery.queryKey });
  };
  const urlOf = (address: string) => {
    const host = address.includes(':') ? `[${address}]` : address;
    return `https://${host}:${network.port}/${hashOfConfirm(token)}`;
  };
  return (
    <section aria-labelledby="trial" className={classes['stack']}>
      <h2 id="trial">{t('network.trial')}</h2>
      <p role="timer">{t('network.left', { n: trial.secondsLeft })}</p>
      <ol className={classes['numbered']}>
        <li>
          {trial.addresses.length === 0 && t('network.noAddressYet')}
          {token === '' && trial.addresses.length > 0 && t('network.otherPage')}
          {token !== '' && trial.addresses.length > 0 && t('network.open')}
          {token !== '' &&
            trial.addresses.map((address) => (
              <Button
                key={address}
                component="a"
                size="md"
                fullWidth
                href={urlOf(address)}
                target="_blank"
                rel="noreferrer"
              >
                {address}
              </Button>
            ))}
          <p className={classes['quiet']}>{t('network.warning')}</p>
          <p className="om-mono">{(network.fingerprint.match(/../g) ?? []).join(':')}</p>
        </li>
        <li>{t(`networkCenter.${trial.center}`)}</li>
      </ol>
      {trial.opened && <p role="status">{t('network.opened')}</p>}
      <Button size="md" variant="default" onClick={() => void back()}>
        {t('actions.giveBack')}
      </Button>
    </section>
  );
}
